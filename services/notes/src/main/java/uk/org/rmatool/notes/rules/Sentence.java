package uk.org.rmatool.notes.rules;

import java.util.Optional;
import uk.org.rmatool.notes.advice.Role;

/**
 * A sentence or clause of the notes.
 *
 * @param start offset of its first char
 * @param end offset after its last, without its full stop
 * @param section what the heading above it says its statements are
 */
record Sentence(int start, int end, Optional<Role> section) {
  String in(String notes) {
    return notes.substring(start, end);
  }
}
