/**
 * The folder that one platform lives in ({@code RMA_HOME}, otherwise {@code .rma} in the checkout)
 * and the checkout that it runs from: paths, the lock, and the run file that tells other commands
 * what is going on.
 *
 * <p>Invariants: whoever holds the lock is the only writer of everything in the folder; the run
 * file is replaced as a whole, so readers never see half of it.
 */
@NullMarked
package uk.org.rmatool.cli.home;

import org.jspecify.annotations.NullMarked;
