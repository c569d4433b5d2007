/**
 * {@code rma up}: the steps from an empty folder to a platform that answers, and the supervision
 * afterwards.
 *
 * <p>Invariants: servers stop before the database; after the stop no process of this home is left;
 * every process that is started stands in the run file before anybody waits for it.
 */
@NullMarked
package uk.org.rmatool.cli.up;

import org.jspecify.annotations.NullMarked;
