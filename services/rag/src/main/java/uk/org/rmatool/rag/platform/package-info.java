/**
 * Other services of the platform, reached through a router or a coordinator: text of files
 * (document-processing) and answers of a language model (llm-inference).
 */
@NullMarked
package uk.org.rmatool.rag.platform;

import org.jspecify.annotations.NullMarked;
