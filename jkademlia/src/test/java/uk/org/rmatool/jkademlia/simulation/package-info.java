/**
 * A network in one thread: thousands of nodes, datagrams that are late, lost, doubled or overtaken,
 * splits, nodes that come and go, that behave like the deployed ones, or that lie. Everything
 * follows from one seed, which every failure names.
 */
@NullMarked
package uk.org.rmatool.jkademlia.simulation;

import org.jspecify.annotations.NullMarked;
