/** Where service calls go from here: which worker, at which of its addresses. */
@NullMarked
package uk.org.rmatool.coordinator.traffic;

import org.jspecify.annotations.NullMarked;
