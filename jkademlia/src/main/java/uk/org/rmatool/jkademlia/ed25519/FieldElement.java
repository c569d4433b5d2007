package uk.org.rmatool.jkademlia.ed25519;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A number modulo p = 2²⁵⁵ − 19, in five limbs of 51 bits, the lowest first; a limb may be some
 * thousands above 2⁵¹. Only what {@code become…} is called on changes: an object for each of the
 * thousands of numbers that a check makes would take longer than the arithmetic.
 */
final class FieldElement {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final int BYTES = 32;
  static final FieldElement ZERO = new FieldElement(0, 0, 0, 0, 0);
  static final FieldElement ONE = new FieldElement(1, 0, 0, 0, 0);

  private static final int BITS = 51;
  private static final long MASK = (1L << BITS) - 1;

  private long l0;
  private long l1;
  private long l2;
  private long l3;
  private long l4;

  /** Zero, which is to become something else. */
  FieldElement() {}

  private FieldElement(long l0, long l1, long l2, long l3, long l4) {
    this.l0 = l0;
    this.l1 = l1;
    this.l2 = l2;
    this.l3 = l3;
    this.l4 = l4;
  }

  /** The number that these bytes are, the lowest first, without the last bit. */
  static FieldElement of(byte[] bytes) {
    var words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long w0 = words.get(0);
    long w1 = words.get(1);
    long w2 = words.get(2);
    long w3 = words.get(3);
    return new FieldElement(
        w0 & MASK,
        (w0 >>> 51 | w1 << 13) & MASK,
        (w1 >>> 38 | w2 << 26) & MASK,
        (w2 >>> 25 | w3 << 39) & MASK,
        w3 >>> 12 & MASK);
  }

  static FieldElement of(BigInteger number) {
    return of(littleEndian(number.mod(P)));
  }

  /** A number of at most 256 bits, the lowest byte first. */
  static byte[] littleEndian(BigInteger number) {
    var bytes = new byte[BYTES];
    var big = number.toByteArray();
    for (int i = 0; i < Math.min(BYTES, big.length); i++) {
      bytes[i] = big[big.length - 1 - i];
    }
    return bytes;
  }

  /** The 32 bytes of the least number that this is, the lowest first. */
  byte[] bytes() {
    var all = new FieldElement().carry(l0, l1, l2, l3, l4);
    long over = (all.l0 + 19) >>> BITS;
    over = (all.l1 + over) >>> BITS;
    over = (all.l2 + over) >>> BITS;
    over = (all.l3 + over) >>> BITS;
    over = (all.l4 + over) >>> BITS;
    long r0 = all.l0 + 19 * over;
    long r1 = all.l1 + (r0 >>> BITS);
    long r2 = all.l2 + (r1 >>> BITS);
    long r3 = all.l3 + (r2 >>> BITS);
    long r4 = all.l4 + (r3 >>> BITS);
    r0 &= MASK;
    r1 &= MASK;
    r2 &= MASK;
    r3 &= MASK;
    r4 &= MASK;
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(r0 | r1 << 51)
        .putLong(r1 >>> 13 | r2 << 38)
        .putLong(r2 >>> 26 | r3 << 25)
        .putLong(r3 >>> 39 | r4 << 12)
        .array();
  }

  boolean isSame(FieldElement other) {
    return Arrays.equals(bytes(), other.bytes());
  }

  boolean isOdd() {
    return (bytes()[0] & 1) == 1;
  }

  FieldElement plus(FieldElement other) {
    return new FieldElement().becomeSum(this, other);
  }

  FieldElement minus(FieldElement other) {
    return new FieldElement().becomeDifference(this, other);
  }

  FieldElement negated() {
    return ZERO.minus(this);
  }

  FieldElement times(FieldElement by) {
    return new FieldElement().becomeProduct(this, by);
  }

  FieldElement squared() {
    return new FieldElement().becomeSquare(this);
  }

  FieldElement becomeSum(FieldElement a, FieldElement b) {
    return carry(a.l0 + b.l0, a.l1 + b.l1, a.l2 + b.l2, a.l3 + b.l3, a.l4 + b.l4);
  }

  /** Adds 2p first, so that no limb is below zero. */
  FieldElement becomeDifference(FieldElement a, FieldElement b) {
    return carry(
        a.l0 + 2 * (MASK - 18) - b.l0,
        a.l1 + 2 * MASK - b.l1,
        a.l2 + 2 * MASK - b.l2,
        a.l3 + 2 * MASK - b.l3,
        a.l4 + 2 * MASK - b.l4);
  }

  /**
   * Each product of two limbs is divided at bit 51: its upper part counts for the next limb, and
   * for the first one 19 times after the last, since 2²⁵⁵ is 19.
   */
  FieldElement becomeProduct(FieldElement a, FieldElement b) {
    long a0 = a.l0;
    long a1 = a.l1;
    long a2 = a.l2;
    long a3 = a.l3;
    long a4 = a.l4;
    long m0 = b.l0;
    long m1 = b.l1;
    long m2 = b.l2;
    long m3 = b.l3;
    long m4 = b.l4;
    long n1 = 19 * m1;
    long n2 = 19 * m2;
    long n3 = 19 * m3;
    long n4 = 19 * m4;
    long low0 = low(a0, m0) + low(a1, n4) + low(a2, n3) + low(a3, n2) + low(a4, n1);
    long high0 = high(a0, m0) + high(a1, n4) + high(a2, n3) + high(a3, n2) + high(a4, n1);
    long low1 = low(a0, m1) + low(a1, m0) + low(a2, n4) + low(a3, n3) + low(a4, n2);
    long high1 = high(a0, m1) + high(a1, m0) + high(a2, n4) + high(a3, n3) + high(a4, n2);
    long low2 = low(a0, m2) + low(a1, m1) + low(a2, m0) + low(a3, n4) + low(a4, n3);
    long high2 = high(a0, m2) + high(a1, m1) + high(a2, m0) + high(a3, n4) + high(a4, n3);
    long low3 = low(a0, m3) + low(a1, m2) + low(a2, m1) + low(a3, m0) + low(a4, n4);
    long high3 = high(a0, m3) + high(a1, m2) + high(a2, m1) + high(a3, m0) + high(a4, n4);
    long low4 = low(a0, m4) + low(a1, m3) + low(a2, m2) + low(a3, m1) + low(a4, m0);
    long high4 = high(a0, m4) + high(a1, m3) + high(a2, m2) + high(a3, m1) + high(a4, m0);
    return carry(low0 + 19 * high4, low1 + high0, low2 + high1, low3 + high2, low4 + high3);
  }

  private static long low(long a, long b) {
    return a * b & MASK;
  }

  /** The product without its last 51 bits; a below 2⁵⁴, b below 2⁵⁷. */
  private static long high(long a, long b) {
    return Math.multiplyHigh(a << 8, b << 5);
  }

  /** What {@link #becomeProduct} makes of a and a, each product of two limbs taken once. */
  FieldElement becomeSquare(FieldElement a) {
    long a0 = a.l0;
    long a1 = a.l1;
    long a2 = a.l2;
    long a3 = a.l3;
    long a4 = a.l4;
    long d0 = 2 * a0;
    long d1 = 2 * a1;
    long d2 = 2 * a2;
    long d3 = 2 * a3;
    long n3 = 19 * a3;
    long n4 = 19 * a4;
    long low0 = low(a0, a0) + low(d1, n4) + low(d2, n3);
    long high0 = high(a0, a0) + high(d1, n4) + high(d2, n3);
    long low1 = low(d0, a1) + low(d2, n4) + low(a3, n3);
    long high1 = high(d0, a1) + high(d2, n4) + high(a3, n3);
    long low2 = low(d0, a2) + low(a1, a1) + low(d3, n4);
    long high2 = high(d0, a2) + high(a1, a1) + high(d3, n4);
    long low3 = low(d0, a3) + low(d1, a2) + low(a4, n4);
    long high3 = high(d0, a3) + high(d1, a2) + high(a4, n4);
    long low4 = low(d0, a4) + low(d1, a3) + low(a2, a2);
    long high4 = high(d0, a4) + high(d1, a3) + high(a2, a2);
    return carry(low0 + 19 * high4, low1 + high0, low2 + high1, low3 + high2, low4 + high3);
  }

  private FieldElement squared(int often) {
    var square = squared();
    for (int i = 1; i < often; i++) {
      square.becomeSquare(square);
    }
    return square;
  }

  /** To the power of p − 2. */
  FieldElement inverse() {
    var eleven = eleventh();
    return to250Ones(eleven).squared(5).times(eleven);
  }

  /** To the power of (p − 5) / 8. */
  FieldElement rooted() {
    return to250Ones(eleventh()).squared(2).times(this);
  }

  private FieldElement eleventh() {
    var two = squared();
    return two.squared(2).times(this).times(two);
  }

  /** To the power of 2²⁵⁰ − 1, the number in binary being 250 ones. */
  private FieldElement to250Ones(FieldElement eleven) {
    var two = squared();
    var nine = two.squared(2).times(this);
    var five = eleven.squared().times(nine); // 31, five ones
    var ten = five.squared(5).times(five);
    var twenty = ten.squared(10).times(ten);
    var forty = twenty.squared(20).times(twenty);
    var fifty = forty.squared(10).times(ten);
    var hundred = fifty.squared(50).times(fifty);
    return hundred.squared(100).times(hundred).squared(50).times(fifty);
  }

  private FieldElement carry(long r0, long r1, long r2, long r3, long r4) {
    long c1 = r1 + (r0 >>> BITS);
    long c2 = r2 + (c1 >>> BITS);
    long c3 = r3 + (c2 >>> BITS);
    long c4 = r4 + (c3 >>> BITS);
    l0 = (r0 & MASK) + 19 * (c4 >>> BITS);
    l1 = c1 & MASK;
    l2 = c2 & MASK;
    l3 = c3 & MASK;
    l4 = c4 & MASK;
    return this;
  }
}
