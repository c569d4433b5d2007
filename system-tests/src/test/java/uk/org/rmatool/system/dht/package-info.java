/** Coordinators and workers in the DHT, with real datagrams on the loopback address. */
@NullMarked
package uk.org.rmatool.system.dht;

import org.jspecify.annotations.NullMarked;
