/**
 * {@code rma edge}: one service of an edge machine in the foreground: a coordinator with its
 * database, or the data plane as a proxy or a balancer. A worker runs it by its recipes; alone it
 * works as well.
 *
 * <p>Invariants: nothing that was started outlives the command, however that ends; when one of its
 * processes ends the command ends too, saying why, because whoever supervises it starts it again.
 */
@NullMarked
package uk.org.rmatool.cli.edge;

import org.jspecify.annotations.NullMarked;
