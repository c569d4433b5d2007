/**
 * A program's node of the DHT: started from its settings, joined to the network, kept joined and
 * stopped with the program; what it stores and finds there; how it is shown. A program goes on
 * without it, whatever is wrong with it.
 */
@NullMarked
package uk.org.rmatool.dht;

import org.jspecify.annotations.NullMarked;
