/**
 * Reads notes by a language model that is not believed: each statement must quote the notes and say
 * nothing that its quotation does not. A model that cannot keep to that, once told, is not used.
 */
@NullMarked
package uk.org.rmatool.notes.model;

import org.jspecify.annotations.NullMarked;
