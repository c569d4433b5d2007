/**
 * Service calls that are passed on without the container: read, sent to a node and answered by
 * whoever waits for bytes, with no thread of their own. What is not taken here goes to the
 * container byte by byte.
 */
@NullMarked
package uk.org.rmatool.front.direct;

import org.jspecify.annotations.NullMarked;
