/**
 * The rag-embeddings service as a program: its options and its parts. Wires {@code embedding} (the
 * model), {@code collections} (the index) and {@code reading} (files) to what it answers to;
 * nothing depends on this package.
 */
@NullMarked
package uk.org.rmatool.rag;

import org.jspecify.annotations.NullMarked;
