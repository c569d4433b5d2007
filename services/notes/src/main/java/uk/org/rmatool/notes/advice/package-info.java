/**
 * What a confirmation-of-advice letter says: statements, each with the span of the notes that it
 * came from, and the letter made of them. Offsets count Java's chars.
 */
@NullMarked
package uk.org.rmatool.notes.advice;

import org.jspecify.annotations.NullMarked;
