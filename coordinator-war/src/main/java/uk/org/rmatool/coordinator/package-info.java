/**
 * The coordinator: manages the workers of one region. Each feature has a package of its own below.
 */
@NullMarked
package uk.org.rmatool.coordinator;

import org.jspecify.annotations.NullMarked;
