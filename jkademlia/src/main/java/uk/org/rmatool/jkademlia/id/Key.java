package uk.org.rmatool.jkademlia.id;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * A point of 160 bits: where a value is kept, or where a node is. The distance between two points
 * is their exclusive or, read as a number (Maymounkov and Mazières, Kademlia, 2002).
 *
 * @param high bits 0 to 63, the first ones
 * @param middle bits 64 to 127
 * @param low bits 128 to 159
 */
public record Key(long high, long middle, int low) {
  /** How many bytes a key has. */
  public static final int BYTES = 20;

  /** How many bits a key has. */
  public static final int BITS = 8 * BYTES;

  /**
   * The key of these bytes.
   *
   * @throws IllegalArgumentException unless there are 20
   */
  public static Key of(Bytes bytes) {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException("a key has 20 bytes, not " + bytes.size());
    }
    return read(bytes.buffer());
  }

  /** The key of a name: the SHA-1 of its UTF-8 form. */
  public static Key named(String name) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      return read(ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Any key, each as likely as the others. */
  public static Key random(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return read(ByteBuffer.wrap(bytes));
  }

  private static Key read(ByteBuffer buffer) {
    return new Key(buffer.getLong(), buffer.getLong(), buffer.getInt());
  }

  /** The 20 bytes. */
  public Bytes bytes() {
    return Bytes.wrap(ByteBuffer.allocate(BYTES).putLong(high).putLong(middle).putInt(low).array());
  }

  /** Below zero if a is closer to this than b, zero if they are the same, above zero otherwise. */
  public int compareDistance(Key a, Key b) {
    int order = Long.compareUnsigned(high ^ a.high, high ^ b.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle ^ a.middle, middle ^ b.middle);
    }
    return order == 0 ? Integer.compareUnsigned(low ^ a.low, low ^ b.low) : order;
  }

  /** How many of the first bits are the same: 0 to 160. */
  public int sharedPrefix(Key other) {
    long difference = high ^ other.high;
    if (difference != 0) {
      return Long.numberOfLeadingZeros(difference);
    }
    difference = middle ^ other.middle;
    if (difference != 0) {
      return 64 + Long.numberOfLeadingZeros(difference);
    }
    return 128 + Integer.numberOfLeadingZeros(low ^ other.low);
  }

  /**
   * The point that shares exactly so many first bits with this one and has its others from rest.
   */
  public Key sharing(int bits, Key rest) {
    var here = new BigInteger(1, bytes().toArray());
    int after = BITS - bits - 1;
    var mask = BigInteger.ONE.shiftLeft(after).subtract(BigInteger.ONE);
    var point =
        here.andNot(mask).flipBit(after).or(new BigInteger(1, rest.bytes().toArray()).and(mask));
    return read(
        ByteBuffer.allocate(BYTES)
            .putInt(point.shiftRight(128).intValue())
            .putLong(point.shiftRight(64).longValue())
            .putLong(point.longValue())
            .flip());
  }

  // Written out: those that the language makes take several times as long, and every message looks
  // for some keys.
  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && high == key.high && middle == key.middle && low == key.low;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(high) + Long.hashCode(middle)) + low;
  }

  /** In 40 hexadecimal digits. */
  @Override
  public String toString() {
    return bytes().toString();
  }
}
