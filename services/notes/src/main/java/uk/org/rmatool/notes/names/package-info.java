/** The entities of notes: by ner-extraction where one answers, else by rules built in. */
@NullMarked
package uk.org.rmatool.notes.names;

import org.jspecify.annotations.NullMarked;
