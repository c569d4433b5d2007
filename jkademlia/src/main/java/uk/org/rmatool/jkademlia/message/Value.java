package uk.org.rmatool.jkademlia.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import uk.org.rmatool.jkademlia.id.Bytes;

/**
 * What can be said on the wire. A value that is kept under a key is an {@link Int}, {@link
 * Unsigned}, {@link Float64}, {@link Bool}, {@link Str} or {@link Bin}; the others appear in
 * messages alone, because deployed readers cannot read them.
 */
public sealed interface Value {
  /** Nothing. */
  record Nil() implements Value {}

  record Bool(boolean value) implements Value {}

  /** −2⁶³ to 2⁶³−1. */
  record Int(long value) implements Value {}

  /**
   * 2⁶³ to 2⁶⁴−1.
   *
   * @param bits the number as its 64 bits, so negative when read as a long
   */
  record Unsigned(long bits) implements Value {
    public Unsigned {
      if (bits >= 0) {
        throw new IllegalArgumentException(bits + " is an Int");
      }
    }
  }

  record Float64(double value) implements Value {}

  /** Text, which has a UTF-8 form: no halves of surrogate pairs. */
  record Str(String text) implements Value {
    public Str {
      if (hasSurrogates(text) && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("text with half a surrogate pair");
      }
    }

    private static boolean hasSurrogates(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (Character.isSurrogate(text.charAt(i))) {
          return true;
        }
      }
      return false;
    }
  }

  record Bin(Bytes bytes) implements Value {}

  record Array(List<Value> elements) implements Value {
    public Array {
      elements = List.copyOf(elements);
    }

    public static Array of(Value... elements) {
      return new Array(List.of(elements));
    }
  }

  /** Pairs in the order in which they were written; keys may repeat. */
  record Map(List<Pair> pairs) implements Value {
    public Map {
      pairs = List.copyOf(pairs);
    }
  }

  /** One pair of a {@link Map}. */
  record Pair(Value key, Value value) {}

  /** Whether this may be kept under a key. */
  default boolean storable() {
    return switch (this) {
      case Int ignored -> true;
      case Unsigned ignored -> true;
      case Float64 ignored -> true;
      case Bool ignored -> true;
      case Str ignored -> true;
      case Bin ignored -> true;
      case Nil ignored -> false;
      case Array ignored -> false;
      case Map ignored -> false;
    };
  }
}
