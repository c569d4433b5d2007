package uk.org.rmatool.jkademlia.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Value;

/** Writes MessagePack values, each in its shortest form. */
public final class ValueWriter {
  private byte[] out = new byte[128];
  private int size;

  ValueWriter() {}

  /** How many bytes a value takes. */
  public static int size(Value value) {
    var writer = new ValueWriter();
    writer.value(value);
    return writer.size;
  }

  /** A value as bytes. */
  public static Bytes write(Value value) {
    var writer = new ValueWriter();
    writer.value(value);
    return writer.bytes();
  }

  Bytes bytes() {
    return Bytes.wrap(Arrays.copyOf(out, size));
  }

  ValueWriter raw(int type) {
    put(type);
    return this;
  }

  ValueWriter raw(Bytes bytes) {
    int at = room(bytes.size());
    bytes.copyTo(out, at);
    return this;
  }

  private void put(int b) {
    int at = room(1);
    out[at] = (byte) b;
  }

  /** Where so many bytes are to be put, which count as written. */
  private int room(int count) {
    int at = size;
    size += count;
    if (size > out.length) {
      out = Arrays.copyOf(out, Math.max(size, 2 * out.length));
    }
    return at;
  }

  ValueWriter value(Value value) {
    switch (value) {
      case Value.Nil ignored -> put(0xc0);
      case Value.Bool bool -> put(bool.value() ? 0xc3 : 0xc2);
      case Value.Int integer -> integer(integer.value());
      case Value.Unsigned unsigned -> number(0xcf, unsigned.bits(), 8);
      case Value.Float64 number -> number(0xcb, Double.doubleToRawLongBits(number.value()), 8);
      case Value.Str str -> text(str.text());
      case Value.Bin bin -> {
        length(bin.bytes().size(), 0xc4, 0xc5, 0xc6);
        raw(bin.bytes());
      }
      case Value.Array array -> {
        collection(array.elements().size(), 0x90, 0xdc);
        array.elements().forEach(this::value);
      }
      case Value.Map map -> {
        collection(map.pairs().size(), 0x80, 0xde);
        map.pairs().forEach(pair -> value(pair.key()).value(pair.value()));
      }
    }
    return this;
  }

  private void integer(long value) {
    if (value >= 0) {
      if (value < 0x80) {
        put((int) value);
      } else if (value < 0x100) {
        number(0xcc, value, 1);
      } else if (value < 0x1_0000) {
        number(0xcd, value, 2);
      } else if (value < 0x1_0000_0000L) {
        number(0xce, value, 4);
      } else {
        number(0xcf, value, 8);
      }
    } else if (value >= -0x20) {
      put((int) value);
    } else if (value >= Byte.MIN_VALUE) {
      number(0xd0, value, 1);
    } else if (value >= Short.MIN_VALUE) {
      number(0xd1, value, 2);
    } else if (value >= Integer.MIN_VALUE) {
      number(0xd2, value, 4);
    } else {
      number(0xd3, value, 8);
    }
  }

  private void text(String text) {
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length < 0x20) {
      put(0xa0 | encoded.length);
    } else {
      length(encoded.length, 0xd9, 0xda, 0xdb);
    }
    raw(Bytes.wrap(encoded));
  }

  private void length(int length, int type8, int type16, int type32) {
    if (length < 0x100) {
      number(type8, length, 1);
    } else if (length < 0x1_0000) {
      number(type16, length, 2);
    } else {
      number(type32, length, 4);
    }
  }

  private void collection(int count, int fixed, int type16) {
    if (count < 0x10) {
      put(fixed | count);
    } else if (count < 0x1_0000) {
      number(type16, count, 2);
    } else {
      number(type16 + 1, count, 4);
    }
  }

  private void number(int type, long bits, int width) {
    put(type);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      put((int) (bits >>> shift));
    }
  }
}
