/**
 * The ner-extraction service as a program: its command line, its life and its end. Wires {@code
 * extract} (the HTTP side) to {@code engine} (what finds entities); nothing depends on this
 * package.
 */
@NullMarked
package uk.org.rmatool.ner;

import org.jspecify.annotations.NullMarked;
