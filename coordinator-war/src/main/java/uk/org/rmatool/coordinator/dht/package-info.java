/**
 * This coordinator in the DHT: what it publishes there, and what it tells of it over HTTP. All else
 * goes on without.
 */
@NullMarked
package uk.org.rmatool.coordinator.dht;

import org.jspecify.annotations.NullMarked;
