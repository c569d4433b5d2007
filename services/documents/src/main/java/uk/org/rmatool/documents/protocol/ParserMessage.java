package uk.org.rmatool.documents.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a parser says: {@link Ready} once, then for each document any number of {@link TextChunk}s
 * and one {@link Parsed} or {@link Refused}.
 */
public sealed interface ParserMessage {

  /**
   * The parser is warm and waits for documents.
   *
   * @param ocr whether it can read text in images
   */
  record Ready(boolean ocr) implements ParserMessage {}

  /**
   * The next characters of the document's text; never splits a surrogate pair.
   *
   * @param text at most {@link #MAX_LENGTH} characters
   */
  record TextChunk(String text) implements ParserMessage {
    public static final int MAX_LENGTH = 32 * 1024;
  }

  /**
   * The document has been read.
   *
   * @param contentType its detected media type, without parameters
   * @param metadata what it says about itself, in the order of the names
   * @param truncated whether there is more text than was asked for
   * @param ocr whether text was looked for in images
   * @param pages how many pages or slides it has, where the format knows
   * @param pageStarts where in the text each page that was read begins, in characters; of PDFs only
   */
  record Parsed(
      String contentType,
      Map<String, List<String>> metadata,
      boolean truncated,
      boolean ocr,
      OptionalInt pages,
      List<Integer> pageStarts)
      implements ParserMessage {
    public Parsed {
      var copy = new LinkedHashMap<String, List<String>>();
      metadata.forEach((name, values) -> copy.put(name, List.copyOf(values)));
      metadata = Collections.unmodifiableMap(copy);
      pageStarts = List.copyOf(pageStarts);
    }
  }

  /**
   * The document cannot be read; the text sent so far does not count.
   *
   * @param contentType its detected media type, empty if it was not found out
   * @param detail why not, one sentence for the sender
   */
  record Refused(String contentType, String detail) implements ParserMessage {}
}
