package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;

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

  /**
   * A passage.
   *
   * @param start where it begins in the document's text, in characters
   * @param end where it ends there
   * @param page the page it begins on, from 1, where that is known
   */
  public record Piece(String text, int start, int end, OptionalInt page) {}
}
