package uk.org.rmatool.jkademlia.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as ECMAScript writes them (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3). */
final class EcmaNumber {
  private EcmaNumber() {}

  static String format(double value) {
    if (value == 0) {
      return "0";
    }
    if (value < 0) {
      return "-" + format(-value);
    }
    var shortest = shortest(value);
    var digits = shortest.unscaledValue().toString();
    // The value is 0.digits times ten to the power of point.
    int point = digits.length() - shortest.scale();
    if (point > 21 || point < -5) {
      return exponential(digits, point - 1);
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    return digits.length() <= point
        ? digits + "0".repeat(point - digits.length())
        : digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String exponential(String digits, int exponent) {
    var fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
  }

  /**
   * The decimal of fewest digits that reads back as the value, the nearest of these. Java's own
   * text is that but for never having fewer than two digits.
   */
  private static BigDecimal shortest(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() != 2) {
      return decimal;
    }
    var exact = new BigDecimal(value);
    BigDecimal best = decimal;
    for (var rounding : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
      var one = decimal.setScale(decimal.scale() - 1, rounding).stripTrailingZeros();
      if (one.doubleValue() == value && (best.precision() == 2 || nearer(one, best, exact))) {
        best = one;
      }
    }
    return best;
  }

  private static boolean nearer(BigDecimal one, BigDecimal other, BigDecimal exact) {
    return one.subtract(exact).abs().compareTo(other.subtract(exact).abs()) < 0;
  }
}
