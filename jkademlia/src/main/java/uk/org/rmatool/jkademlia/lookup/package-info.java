/**
 * Looking for the nodes closest to a key, or for its value, as a state machine: told what happened,
 * it says whom to ask next. No I/O, threads or clock; used by one thread.
 */
@NullMarked
package uk.org.rmatool.jkademlia.lookup;

import org.jspecify.annotations.NullMarked;
