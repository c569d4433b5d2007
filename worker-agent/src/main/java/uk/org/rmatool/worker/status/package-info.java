/**
 * What this worker tells about itself: <code>/health</code> and <code>/stats</code> on the public
 * port, and MicroProfile Health on the management port.
 */
@NullMarked
package uk.org.rmatool.worker.status;

import org.jspecify.annotations.NullMarked;
