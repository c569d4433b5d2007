/**
 * Measures what keeping workers registered costs router and coordinator, with leases renewed over
 * HTTP and by pings in the DHT: simulated workers speak the real protocols with real servers.
 */
@NullMarked
package uk.org.rmatool.bench.leases;

import org.jspecify.annotations.NullMarked;
