/** What vision-ocr answers to: takes images in, has them read, and answers with text and layout. */
@NullMarked
package uk.org.rmatool.ocr.extract;

import org.jspecify.annotations.NullMarked;
