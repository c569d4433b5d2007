package uk.org.rmatool.jkademlia.ed25519;

/**
 * A sum of points that others are added to, in extended coordinates (RFC 8032, section 5.1.4): x =
 * X/Z, y = Y/Z, xy = T/Z. T is E·H, and made only where it is needed: in an addition.
 */
final class Sum {
  private static final FieldElement TWICE_D = Point.D.plus(Point.D);

  private final FieldElement x = new FieldElement();
  private final FieldElement y = new FieldElement();
  private final FieldElement z = new FieldElement();
  private final FieldElement t = new FieldElement();
  private final FieldElement a = new FieldElement();
  private final FieldElement b = new FieldElement();
  private final FieldElement c = new FieldElement();
  private final FieldElement d = new FieldElement();
  private final FieldElement e = new FieldElement();
  private final FieldElement f = new FieldElement();
  private final FieldElement g = new FieldElement();
  private final FieldElement h = new FieldElement();

  /**
   * What adding a point takes.
   *
   * @param sum Y + X
   * @param difference Y − X
   * @param twiceZ 2Z
   * @param twiceDt 2dT
   */
  record Addend(
      FieldElement sum, FieldElement difference, FieldElement twiceZ, FieldElement twiceDt) {}

  private Sum(FieldElement x, FieldElement y) {
    this.x.becomeSum(x, FieldElement.ZERO);
    this.y.becomeSum(y, FieldElement.ZERO);
    z.becomeSum(FieldElement.ONE, FieldElement.ZERO);
    e.becomeSum(x, FieldElement.ZERO);
    h.becomeSum(y, FieldElement.ZERO);
  }

  /** Of no points. */
  static Sum empty() {
    return new Sum(FieldElement.ZERO, FieldElement.ONE);
  }

  /** Of one point. */
  static Sum of(Point point) {
    return new Sum(point.x(), point.y());
  }

  /** This as something that can be added, whatever this becomes later. */
  Addend addend() {
    return new Addend(y.plus(x), y.minus(x), z.plus(z), e.times(h).times(TWICE_D));
  }

  void twice() {
    a.becomeSquare(x);
    b.becomeSquare(y);
    c.becomeSquare(z);
    d.becomeSquare(d.becomeSum(x, y));
    h.becomeSum(a, b);
    e.becomeDifference(h, d);
    g.becomeDifference(a, b);
    f.becomeSum(c.becomeSum(c, c), g);
    multiply();
  }

  void plus(Addend other) {
    meet(other, other.difference, other.sum);
    f.becomeDifference(d, c);
    g.becomeSum(d, c);
    multiply();
  }

  void minus(Addend other) {
    meet(other, other.sum, other.difference);
    f.becomeSum(d, c);
    g.becomeDifference(d, c);
    multiply();
  }

  private void meet(Addend other, FieldElement first, FieldElement second) {
    t.becomeProduct(e, h);
    c.becomeProduct(t, other.twiceDt);
    d.becomeProduct(z, other.twiceZ);
    a.becomeProduct(a.becomeDifference(y, x), first);
    b.becomeProduct(b.becomeSum(y, x), second);
    e.becomeDifference(b, a);
    h.becomeSum(b, a);
  }

  private void multiply() {
    x.becomeProduct(e, f);
    y.becomeProduct(g, h);
    z.becomeProduct(f, g);
  }

  /** The 32 bytes that stand for it (RFC 8032, section 5.1.2). */
  byte[] encode() {
    var inverse = z.inverse();
    var bytes = y.times(inverse).bytes();
    if (x.times(inverse).isOdd()) {
      bytes[FieldElement.BYTES - 1] |= (byte) 0x80;
    }
    return bytes;
  }
}
