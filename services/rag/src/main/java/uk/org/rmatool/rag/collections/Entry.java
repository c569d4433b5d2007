package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import uk.org.rmatool.service.chunking.Chunker;

/**
 * A document to put into a collection.
 *
 * @param id its name there; one of the same name is replaced
 * @param title what people call it, maybe empty
 * @param metadata what it may be filtered by: texts, numbers, true and false, lists of texts
 * @param passages its text in pieces
 */
public record Entry(String id, String title, JsonObject metadata, List<Piece> passages) {
  public Entry {
    passages = List.copyOf(passages);
  }

  /** What each passage's vector is to be made of: the title, and its text without markup. */
  public List<String> readings() {
    return passages.stream().map(this::reading).toList();
  }

  private String reading(Piece piece) {
    var text = title + "\n" + piece.text();
    var words = Markup.strip(text);
    return (words.isBlank() ? text : words).strip();
  }

  /**
   * A passage.
   *
   * @param start where it begins in the document's text, in characters
   * @param end where it ends there
   * @param page the page it begins on, from 1, where that is known
   */
  public record Piece(String text, int start, int end, OptionalInt page) {
    /** The passages of a text whose pages, if it has any, are not known. */
    public static List<Piece> of(String text, Chunker chunker) {
      return chunker.chunks(text).stream()
          .map(c -> new Piece(c.of(text), c.start(), c.end(), OptionalInt.empty()))
          .toList();
    }
  }
}
