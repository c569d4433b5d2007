/** Measures the Kademlia library on the loopback address. */
@NullMarked
package uk.org.rmatool.bench.dht;

import org.jspecify.annotations.NullMarked;
