/**
 * This worker in the DHT: says there where it is and what it provides, and withdraws that when it
 * stops. All else goes on without.
 */
@NullMarked
package uk.org.rmatool.worker.dht;

import org.jspecify.annotations.NullMarked;
