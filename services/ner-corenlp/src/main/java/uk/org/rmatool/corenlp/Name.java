package uk.org.rmatool.corenlp;

/**
 * A name in a text.
 *
 * @param type as the model calls it, for example PERSON
 * @param start offset of its first UTF-16 code unit
 * @param end offset after its last
 * @param score the smallest probability that the model gives one of its tokens
 */
record Name(String type, int start, int end, double score) {}
