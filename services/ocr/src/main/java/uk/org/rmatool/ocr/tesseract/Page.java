package uk.org.rmatool.ocr.tesseract;

import java.util.List;

/**
 * A page of an image.
 *
 * @param number from 1
 * @param width in pixels
 * @param height in pixels
 */
public record Page(int number, int width, int height, List<Word> words) {
  public Page {
    words = List.copyOf(words);
  }

  /** Its words, a line a line, an empty line between paragraphs. */
  public String text() {
    var text = new StringBuilder();
    Word last = null;
    for (var word : words) {
      if (last != null) {
        text.append(between(last, word));
      }
      text.append(word.text());
      last = word;
    }
    return text.toString();
  }

  private static String between(Word last, Word next) {
    if (last.block() != next.block() || last.paragraph() != next.paragraph()) {
      return "\n\n";
    }
    return last.line() == next.line() ? " " : "\n";
  }
}
