/**
 * The embedding model, inside this process, and OpenAI's protocol for it. Depends on nothing else
 * of the service.
 */
@NullMarked
package uk.org.rmatool.rag.embedding;

import org.jspecify.annotations.NullMarked;
