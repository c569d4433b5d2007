/**
 * Broadcast jobs: passed to the running service whose recipe takes their type, refused otherwise.
 */
@NullMarked
package uk.org.rmatool.worker.jobs;

import org.jspecify.annotations.NullMarked;
