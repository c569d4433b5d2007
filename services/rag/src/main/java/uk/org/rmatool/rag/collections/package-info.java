/**
 * Collections of documents on disk: a Lucene index each, with the passages' text (BM25) and vectors
 * (HNSW). Knows nothing of HTTP.
 *
 * <p>Invariants: a document is in its collection whole or not at all, and durable when its addition
 * returns; a process that is killed loses nothing else; whatever grows has a limit.
 */
@NullMarked
package uk.org.rmatool.rag.collections;

import org.jspecify.annotations.NullMarked;
