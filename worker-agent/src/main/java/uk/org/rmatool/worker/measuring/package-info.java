/**
 * Measures the machine again when its coordinator asks for it, at a moment when that tells
 * something and hurts nobody. What was measured is announced by {@code membership}.
 */
@NullMarked
package uk.org.rmatool.worker.measuring;

import org.jspecify.annotations.NullMarked;
