/** Measurements of simulated networks, in one thread from one seed. Nothing leaves the process. */
@NullMarked
package uk.org.rmatool.bench.simulation;

import org.jspecify.annotations.NullMarked;
