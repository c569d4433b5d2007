/** The HTTP side of notes-coa. */
@NullMarked
package uk.org.rmatool.notes.convert;

import org.jspecify.annotations.NullMarked;
