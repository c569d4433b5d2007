/** Text of files, by document-processing. */
@NullMarked
package uk.org.rmatool.rag.reading;

import org.jspecify.annotations.NullMarked;
