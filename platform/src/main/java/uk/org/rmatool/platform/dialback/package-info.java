/**
 * Pings a caller's DHT node from a fresh socket, so that it learns whether it can be reached from
 * outside. Router and coordinator offer it; it knows nothing of the DHT but this one datagram.
 */
@NullMarked
package uk.org.rmatool.platform.dialback;

import org.jspecify.annotations.NullMarked;
