/**
 * Reads notes by rules: cuts them into sentences, tells by their first words and by headings whose
 * action each is, and finds dates to keep. A statement is a piece of the notes as it stands, less
 * bullets, headings and such beginnings as "Client to".
 */
@NullMarked
package uk.org.rmatool.notes.rules;

import org.jspecify.annotations.NullMarked;
