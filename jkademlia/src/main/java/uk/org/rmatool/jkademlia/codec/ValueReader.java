package uk.org.rmatool.jkademlia.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Value;

/**
 * Reads MessagePack values: all lengths that the format has for a type, no extension types, text in
 * UTF-8.
 */
public final class ValueReader {
  /** How deep arrays and maps may be nested. */
  public static final int MAX_DEPTH = 8;

  /** How many values all in all one may hold. */
  public static final int MAX_ELEMENTS = 4096;

  private final ByteBuffer bytes;
  private int elements;

  private ValueReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The one value that these bytes are, up to the buffer's limit. */
  public static Value read(ByteBuffer bytes) throws CodecException {
    var value = new ValueReader(bytes).value(0);
    if (bytes.hasRemaining()) {
      throw new CodecException("bytes after the value");
    }
    return value;
  }

  private Value value(int depth) throws CodecException {
    if (++elements > MAX_ELEMENTS) {
      throw new CodecException("too many elements");
    }
    int type = Byte.toUnsignedInt(bytes(1).get());
    if (type < 0x80 || type >= 0xe0) {
      return new Value.Int((byte) type);
    }
    if (type < 0x90) {
      return map(type & 0x0f, depth);
    }
    if (type < 0xa0) {
      return array(type & 0x0f, depth);
    }
    if (type < 0xc0) {
      return text(type & 0x1f);
    }
    return switch (type) {
      case 0xc0 -> new Value.Nil();
      case 0xc2 -> new Value.Bool(false);
      case 0xc3 -> new Value.Bool(true);
      case 0xc4 -> new Value.Bin(content(length(1)));
      case 0xc5 -> new Value.Bin(content(length(2)));
      case 0xc6 -> new Value.Bin(content(length(4)));
      case 0xca -> new Value.Float64(bytes(4).getFloat());
      case 0xcb -> new Value.Float64(bytes(8).getDouble());
      case 0xcc -> new Value.Int(Byte.toUnsignedInt(bytes(1).get()));
      case 0xcd -> new Value.Int(Short.toUnsignedInt(bytes(2).getShort()));
      case 0xce -> new Value.Int(Integer.toUnsignedLong(bytes(4).getInt()));
      case 0xcf -> unsigned(bytes(8).getLong());
      case 0xd0 -> new Value.Int(bytes(1).get());
      case 0xd1 -> new Value.Int(bytes(2).getShort());
      case 0xd2 -> new Value.Int(bytes(4).getInt());
      case 0xd3 -> new Value.Int(bytes(8).getLong());
      case 0xd9 -> text(length(1));
      case 0xda -> text(length(2));
      case 0xdb -> text(length(4));
      case 0xdc -> array(length(2), depth);
      case 0xdd -> array(length(4), depth);
      case 0xde -> map(length(2), depth);
      case 0xdf -> map(length(4), depth);
      default -> throw new CodecException("no value begins with 0x" + Integer.toHexString(type));
    };
  }

  private static Value unsigned(long bits) {
    return bits >= 0 ? new Value.Int(bits) : new Value.Unsigned(bits);
  }

  private Value text(int length) throws CodecException {
    var from = bytes(length);
    var encoded = new byte[length];
    from.get(encoded);
    if (isAscii(encoded)) {
      return new Value.Str(new String(encoded, StandardCharsets.US_ASCII));
    }
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return new Value.Str(decoder.decode(ByteBuffer.wrap(encoded)).toString());
    } catch (CharacterCodingException e) {
      throw new CodecException("text that is not UTF-8");
    }
  }

  private static boolean isAscii(byte[] text) {
    int all = 0;
    for (byte b : text) {
      all |= b;
    }
    return all >= 0;
  }

  private Value array(int count, int depth) throws CodecException {
    descend(count, depth);
    List<Value> array = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      array.add(value(depth + 1));
    }
    return new Value.Array(array);
  }

  private Value map(int count, int depth) throws CodecException {
    descend(count, depth);
    List<Value.Pair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pairs.add(new Value.Pair(value(depth + 1), value(depth + 1)));
    }
    return new Value.Map(pairs);
  }

  private void descend(int count, int depth) throws CodecException {
    if (depth == MAX_DEPTH) {
      throw new CodecException("nested too deep");
    }
    bytes(count); // every element has a byte at least
  }

  private Bytes content(int length) throws CodecException {
    var from = bytes(length);
    var content = new byte[length];
    from.get(content);
    return Bytes.wrap(content);
  }

  private int length(int width) throws CodecException {
    var from = bytes(width);
    int length =
        switch (width) {
          case 1 -> Byte.toUnsignedInt(from.get());
          case 2 -> Short.toUnsignedInt(from.getShort());
          default -> from.getInt();
        };
    if (length < 0) {
      throw new CodecException("a length beyond all bounds");
    }
    return length;
  }

  /** The buffer, if so many bytes are left. */
  private ByteBuffer bytes(int count) throws CodecException {
    if (bytes.remaining() < count) {
      throw new CodecException("ends too early");
    }
    return bytes;
  }
}
