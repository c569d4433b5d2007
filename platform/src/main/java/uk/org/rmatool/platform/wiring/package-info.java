/**
 * How objects find each other: the {@code @Component} stereotype, and the clock and chance that
 * everything is given instead of taking. The one place where the system clock is read.
 */
@NullMarked
package uk.org.rmatool.platform.wiring;

import org.jspecify.annotations.NullMarked;
