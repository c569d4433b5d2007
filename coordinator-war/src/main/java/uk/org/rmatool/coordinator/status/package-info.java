/**
 * How this coordinator is: the documented health answer, metrics, and MicroProfile Health checks.
 */
@NullMarked
package uk.org.rmatool.coordinator.status;

import org.jspecify.annotations.NullMarked;
