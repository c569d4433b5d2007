/**
 * Runs services as supervised child processes: starts them from their recipes, watches their
 * health, starts them again when they fail, and ends them with everything that they started.
 * Invariants: no process outlives the worker, whichever way it ends; no output pipe is left unread;
 * whatever is not running has a reason that people can read. {@link
 * uk.org.rmatool.worker.launcher.Launcher} is the one entrance. Knows nothing of coordinators.
 */
@NullMarked
package uk.org.rmatool.worker.launcher;

import org.jspecify.annotations.NullMarked;
