/**
 * The registry of a region's workers: registrations, leases, renewals, cleanup and their history.
 * PostgreSQL is the authority and memory a cache of it: a change is committed before memory shows
 * it and before it is acknowledged; only renewals run ahead, by a second at most. Everybody else
 * reads through {@link uk.org.rmatool.coordinator.workers.WorkerRegistry}.
 */
@NullMarked
package uk.org.rmatool.coordinator.workers;

import org.jspecify.annotations.NullMarked;
