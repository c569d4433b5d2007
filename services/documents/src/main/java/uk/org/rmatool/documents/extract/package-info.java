/**
 * What document-processing answers to: takes documents in, has them read by {@code isolation}, and
 * answers with JSON or a problem. Called by the program's main class through {@link
 * uk.org.rmatool.documents.extract.DocumentsRoutes} alone.
 *
 * <p>Invariant: no more requests are in progress than parsers and waiting places together.
 */
@NullMarked
package uk.org.rmatool.documents.extract;

import org.jspecify.annotations.NullMarked;
