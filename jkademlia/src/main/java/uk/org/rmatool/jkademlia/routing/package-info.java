/**
 * Whom this node knows: buckets of nodes that have proved to answer at their address, by distance.
 * No I/O, threads or clock; used by one thread.
 */
@NullMarked
package uk.org.rmatool.jkademlia.routing;

import org.jspecify.annotations.NullMarked;
