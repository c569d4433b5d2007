package uk.org.rmatool.jkademlia.ed25519;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import uk.org.rmatool.jkademlia.id.Bytes;

/** Checks signatures as RFC 8032, section 5.1.7, says, without multiplying by the cofactor. */
public final class Ed25519 {
  /** How many bytes a public key has. */
  public static final int PUBLIC_BYTES = 32;

  /** How many bytes a signature has. */
  public static final int SIGNATURE_BYTES = 64;

  /** The order of the base point. */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final int DIGITS = 256;

  /** The greatest digit by which the base point is multiplied, and another point. */
  private static final int MOST_OF_BASE = 63;

  private static final int MOST = 15;

  private static final Sum.Addend[] BASE = oddMultiples(base(), MOST_OF_BASE);

  private Ed25519() {}

  private static Point base() {
    var y = BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(FieldElement.P));
    var point = Point.decode(FieldElement.of(y).bytes());
    if (point == null) {
      throw new IllegalStateException("the base point is on the curve");
    }
    return point;
  }

  /**
   * Whether the holder of a key signed a message; false as well for what is no key or signature.
   */
  public static boolean verify(Bytes publicKey, byte[] message, Bytes signature) {
    if (publicKey.size() != PUBLIC_BYTES || signature.size() != SIGNATURE_BYTES) {
      return false;
    }
    var key = publicKey.toArray();
    var both = signature.toArray();
    var r = Arrays.copyOf(both, PUBLIC_BYTES);
    var s = Arrays.copyOfRange(both, PUBLIC_BYTES, SIGNATURE_BYTES);
    var holder = Point.decode(key);
    if (holder == null || number(s).compareTo(L) >= 0) {
      return false;
    }
    var k = number(hash(r, key, message)).mod(L);
    // R is sB − kA, in the only bytes that it has.
    var sum = sum(s, holder.negated(), FieldElement.littleEndian(k));
    return Arrays.equals(sum.encode(), r);
  }

  /** So many times the base point and so many times another one. */
  private static Sum sum(byte[] ofBase, Point other, byte[] ofOther) {
    var digits = digits(ofBase, MOST_OF_BASE);
    var otherDigits = digits(ofOther, MOST);
    var multiples = oddMultiples(other, MOST);
    var sum = Sum.empty();
    for (int i = DIGITS - 1; i >= 0; i--) {
      sum.twice();
      add(sum, digits[i], BASE);
      add(sum, otherDigits[i], multiples);
    }
    return sum;
  }

  private static void add(Sum to, int digit, Sum.Addend[] multiples) {
    if (digit > 0) {
      to.plus(multiples[digit / 2]);
    } else if (digit < 0) {
      to.minus(multiples[-digit / 2]);
    }
  }

  /** 1, 3, 5 … times a point. */
  private static Sum.Addend[] oddMultiples(Point point, int most) {
    var multiple = Sum.of(point);
    multiple.twice();
    var twice = multiple.addend();
    var multiples = new Sum.Addend[most / 2 + 1];
    multiple = Sum.of(point);
    for (int i = 0; i < multiples.length; i++) {
      multiples[i] = multiple.addend();
      multiple.plus(twice);
    }
    return multiples;
  }

  /**
   * The digits of a number in base 2 that are odd or 0, from −most to most, few of which are not 0;
   * the lowest first (sliding windows).
   */
  private static byte[] digits(byte[] number, int most) {
    var digits = new byte[DIGITS];
    for (int i = 0; i < DIGITS; i++) {
      digits[i] = (byte) (number[i >> 3] >> (i & 7) & 1);
    }
    for (int i = 0; i < DIGITS; i++) {
      boolean fits = digits[i] != 0;
      for (int next = 1; fits && i + next < DIGITS && 1 << next <= 2 * most; next++) {
        if (digits[i + next] == 0) {
          continue;
        }
        int value = digits[i + next] << next;
        fits = digits[i] + value <= most || digits[i] - value >= -most;
        if (digits[i] + value <= most) {
          digits[i] += (byte) value;
          digits[i + next] = 0;
        } else if (fits) {
          digits[i] -= (byte) value;
          carry(digits, i + next);
        }
      }
    }
    return digits;
  }

  private static void carry(byte[] digits, int from) {
    int at = from;
    while (digits[at] != 0) {
      digits[at++] = 0;
    }
    digits[at] = 1;
  }

  private static BigInteger number(byte[] littleEndian) {
    var big = new byte[littleEndian.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = littleEndian[big.length - 1 - i];
    }
    return new BigInteger(1, big);
  }

  private static byte[] hash(byte[]... parts) {
    try {
      var sha512 = MessageDigest.getInstance("SHA-512");
      for (var part : parts) {
        sha512.update(part);
      }
      return sha512.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }
}
