/**
 * Operating-system processes: starting them so that none outlives its starter, recognising them
 * again later, and finding who holds a port.
 *
 * <p>Invariant: a process id is never signalled unless its birth matches what was recorded, because
 * the system reuses ids. The only package that sleeps.
 */
@NullMarked
package uk.org.rmatool.cli.process;

import org.jspecify.annotations.NullMarked;
