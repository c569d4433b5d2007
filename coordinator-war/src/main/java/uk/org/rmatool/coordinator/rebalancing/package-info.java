/**
 * Looks again at which of our workers has which service when the fleet or the catalogue changes:
 * what too few have is given at once, what too many have is taken away after patience, and nobody
 * loses what nobody else provides. The plan is a pure function; what it knows of the fleet, and how
 * its moves are made, is behind {@link uk.org.rmatool.coordinator.rebalancing.Fleet}.
 */
@NullMarked
package uk.org.rmatool.coordinator.rebalancing;

import org.jspecify.annotations.NullMarked;
