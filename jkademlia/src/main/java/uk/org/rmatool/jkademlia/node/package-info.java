/**
 * The node as a state machine: {@link uk.org.rmatool.jkademlia.node.Node#handle} takes what
 * happened and when, and returns what is to be done. No threads, sockets or clock, so that
 * thousands of nodes can be simulated in one thread. Everything it remembers has a limit.
 */
@NullMarked
package uk.org.rmatool.jkademlia.node;

import org.jspecify.annotations.NullMarked;
