/** What carries datagrams: never waits when it sends, and may lose, double or reorder them. */
@NullMarked
package uk.org.rmatool.jkademlia.transport;

import org.jspecify.annotations.NullMarked;
