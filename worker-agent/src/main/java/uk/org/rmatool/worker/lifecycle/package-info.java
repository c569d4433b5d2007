/** Starts and stops the worker with its application; nothing depends on this package. */
@NullMarked
package uk.org.rmatool.worker.lifecycle;

import org.jspecify.annotations.NullMarked;
