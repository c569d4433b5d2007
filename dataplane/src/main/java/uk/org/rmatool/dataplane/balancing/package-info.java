/**
 * Decides who serves a call, from what was seen of those who can: in flight, time to first byte,
 * failures. Outlier ejection is at the same time the circuit breaker of each node.
 *
 * <p>The decision ({@link uk.org.rmatool.dataplane.balancing.Decision}) is a pure function; {@link
 * uk.org.rmatool.dataplane.balancing.Balancer} keeps what was seen and gives it time and chance.
 * Knows nothing of HTTP, registries or the other packages of the data plane.
 */
@NullMarked
package uk.org.rmatool.dataplane.balancing;

import org.jspecify.annotations.NullMarked;
