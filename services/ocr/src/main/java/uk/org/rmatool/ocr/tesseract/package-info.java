/**
 * Runs tesseract, an image a process, confined in memory, time, files and network, and reads what
 * it says. Knows nothing of HTTP.
 */
@NullMarked
package uk.org.rmatool.ocr.tesseract;

import org.jspecify.annotations.NullMarked;
