/**
 * The services that the platform knows, from a file that may change, and which of them a worker is
 * given when it registers.
 */
@NullMarked
package uk.org.rmatool.coordinator.catalogue;

import org.jspecify.annotations.NullMarked;
