package uk.org.rmatool.service.chunking;

/**
 * A passage of a text.
 *
 * @param start where it begins in the text, in characters (UTF-16 units)
 * @param end where it ends, after its last character
 */
public record Chunk(int start, int end) {
  /** The passage itself. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
