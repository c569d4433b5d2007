package uk.org.rmatool.ner.extract;

/** Turns offsets in chars into offsets in Unicode code points, in one walk along the text. */
final class CodePoints {
  private final String text;
  private int chars;
  private int codePoints;

  CodePoints(String text) {
    this.text = text;
  }

  /** Offsets must not decrease from call to call. */
  int before(int offset) {
    codePoints += text.codePointCount(chars, offset);
    chars = offset;
    return codePoints;
  }
}
