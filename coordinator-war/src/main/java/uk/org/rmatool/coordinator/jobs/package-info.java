/** Sends a job to every worker that can take it and reports what each said. */
@NullMarked
package uk.org.rmatool.coordinator.jobs;

import org.jspecify.annotations.NullMarked;
