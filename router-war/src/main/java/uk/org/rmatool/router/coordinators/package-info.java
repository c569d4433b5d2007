/**
 * The registry of coordinators: registrations, leases, suspicion, and their history. PostgreSQL is
 * the authority and memory a cache of it: a change is committed before memory shows it and before
 * it is acknowledged; only renewals run ahead, by a second at most.
 */
@NullMarked
package uk.org.rmatool.router.coordinators;

import org.jspecify.annotations.NullMarked;
