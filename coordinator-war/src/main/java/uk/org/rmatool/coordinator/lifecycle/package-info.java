/** Starts and stops the coordinator's housekeeping in order. */
@NullMarked
package uk.org.rmatool.coordinator.lifecycle;

import org.jspecify.annotations.NullMarked;
