/** Starts and stops the router's housekeeping in order. */
@NullMarked
package uk.org.rmatool.router.lifecycle;

import org.jspecify.annotations.NullMarked;
