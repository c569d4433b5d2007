/**
 * The vision-ocr service as a program: its options and its parts. Wires {@code extract} (the HTTP
 * side) to {@code tesseract}; nothing depends on this package.
 */
@NullMarked
package uk.org.rmatool.ocr;

import org.jspecify.annotations.NullMarked;
