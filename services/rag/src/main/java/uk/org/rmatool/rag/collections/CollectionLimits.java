package uk.org.rmatool.rag.collections;

/**
 * What collections may grow to.
 *
 * @param collections how many there may be
 * @param passages how many a collection may have
 * @param text longest text of a document, in characters
 */
public record CollectionLimits(int collections, int passages, int text) {}
