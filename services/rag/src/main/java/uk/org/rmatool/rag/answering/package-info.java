/** What the service answers to about collections, and how it answers questions from them. */
@NullMarked
package uk.org.rmatool.rag.answering;

import org.jspecify.annotations.NullMarked;
