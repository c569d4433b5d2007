/**
 * Entities in text, and those of them that rules can find: what has a format of its own. Used by
 * the services that need them; depends on the JDK alone.
 *
 * <p>Invariants: the entities of a text do not overlap and come in its order; offsets count Java's
 * chars (UTF-16 code units), from the start of the text; time is linear in its length.
 */
@NullMarked
package uk.org.rmatool.entities;

import org.jspecify.annotations.NullMarked;
