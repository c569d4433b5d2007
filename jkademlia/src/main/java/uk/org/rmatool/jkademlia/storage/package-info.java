/**
 * What this node holds for others, within bounds, and the rules for it. No I/O, threads or clock;
 * used by one thread.
 */
@NullMarked
package uk.org.rmatool.jkademlia.storage;

import org.jspecify.annotations.NullMarked;
