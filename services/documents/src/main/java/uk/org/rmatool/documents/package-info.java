/**
 * The document-processing service as a program: its options and its parts. Wires {@code extract}
 * (the HTTP side) to {@code isolation} (the parser processes); nothing depends on this package.
 */
@NullMarked
package uk.org.rmatool.documents;

import org.jspecify.annotations.NullMarked;
