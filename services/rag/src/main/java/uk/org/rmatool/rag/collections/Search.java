package uk.org.rmatool.rag.collections;

import jakarta.json.JsonObject;

/**
 * What is looked for.
 *
 * @param text the question or words
 * @param filter which documents are looked at, all when empty
 * @param limit most passages to find
 */
public record Search(String text, Mode mode, JsonObject filter, int limit) {
  public static final int MAX_LIMIT = 50;

  /** Longest text, in characters: as many words as Lucene takes of one query at most. */
  public static final int MAX_TEXT = 2_000;

  /** How passages are found. */
  public enum Mode {
    /** By meaning and by words, the two lists fused by reciprocal ranks. */
    HYBRID,
    /** By meaning: nearest vectors. */
    VECTOR,
    /** By words: BM25. */
    KEYWORD
  }
}
