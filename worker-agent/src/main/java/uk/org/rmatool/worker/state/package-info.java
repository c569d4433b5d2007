/**
 * The folder where the worker keeps what must outlive it: its key, the record of the processes that
 * it started, its services' folders and logs. One worker at a time owns it.
 */
@NullMarked
package uk.org.rmatool.worker.state;

import org.jspecify.annotations.NullMarked;
