/**
 * What the registries of router and coordinator have in common: leases, suspicion, and renewals.
 * {@link uk.org.rmatool.platform.liveness.LeaseEngine} judges nodes; it keeps something only of
 * those that are in trouble, starts no threads and reads nothing but its clock.
 */
@NullMarked
package uk.org.rmatool.platform.liveness;

import org.jspecify.annotations.NullMarked;
