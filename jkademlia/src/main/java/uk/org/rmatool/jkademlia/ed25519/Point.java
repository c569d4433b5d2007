package uk.org.rmatool.jkademlia.ed25519;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A point of the curve −x² + y² = 1 + dx²y². */
record Point(FieldElement x, FieldElement y) {
  static final FieldElement D =
      FieldElement.of(
          BigInteger.valueOf(-121_665)
              .multiply(BigInteger.valueOf(121_666).modInverse(FieldElement.P)));

  /** A square root of −1. */
  private static final FieldElement I =
      FieldElement.of(
          BigInteger.TWO.modPow(
              FieldElement.P.subtract(BigInteger.ONE).shiftRight(2), FieldElement.P));

  /**
   * The point that 32 bytes stand for (RFC 8032, section 5.1.3); null if they stand for none, or
   * are not the usual ones for it.
   */
  static @Nullable Point decode(byte[] bytes) {
    boolean odd = bytes[FieldElement.BYTES - 1] < 0;
    var y = FieldElement.of(bytes);
    var plain = bytes.clone();
    plain[FieldElement.BYTES - 1] &= 0x7f;
    if (!Arrays.equals(y.bytes(), plain)) {
      return null;
    }
    var square = y.squared();
    var x = root(square.minus(FieldElement.ONE), D.times(square).plus(FieldElement.ONE));
    if (x == null || (odd && x.isSame(FieldElement.ZERO))) {
      return null;
    }
    var signed = x.isOdd() == odd ? x : x.negated();
    return new Point(signed, y);
  }

  /** A square root of u/v, if there is one. */
  private static @Nullable FieldElement root(FieldElement u, FieldElement v) {
    var cube = v.squared().times(v);
    var x = u.times(cube).times(u.times(cube.squared()).times(v).rooted());
    var check = v.times(x.squared());
    if (check.isSame(u)) {
      return x;
    }
    return check.isSame(u.negated()) ? x.times(I) : null;
  }

  Point negated() {
    return new Point(x.negated(), y);
  }
}
