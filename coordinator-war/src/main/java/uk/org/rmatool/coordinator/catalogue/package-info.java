/**
 * The services that the platform knows, and which worker gets which of them. Pure: no I/O, no
 * clock.
 */
@NullMarked
package uk.org.rmatool.coordinator.catalogue;

import org.jspecify.annotations.NullMarked;
