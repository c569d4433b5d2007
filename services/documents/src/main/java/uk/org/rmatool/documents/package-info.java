/**
 * The document-processing service as a program: its command line, its life and its end. Wires
 * {@code extract} (the HTTP side) to {@code isolation} (the parser processes); nothing depends on
 * this package. It alone reads options, environment and standard input, and it alone ends the
 * process.
 */
@NullMarked
package uk.org.rmatool.documents;

import org.jspecify.annotations.NullMarked;
