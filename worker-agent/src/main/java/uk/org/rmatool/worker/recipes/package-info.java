/**
 * How services are run: one declarative recipe each, from the worker itself and from the operator's
 * folder, checked whole at start. Says which of them this machine can run and why not the others;
 * starts nothing. <code>services/recipes/README.md</code> is the format's reference.
 */
@NullMarked
package uk.org.rmatool.worker.recipes;

import org.jspecify.annotations.NullMarked;
