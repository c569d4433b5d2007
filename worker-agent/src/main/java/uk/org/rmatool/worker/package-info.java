/**
 * The worker: offers what one machine can do to the platform. It detects its hardware, registers
 * with a coordinator, runs the services that it is given as supervised processes and passes calls
 * to them. This package holds only the JAX-RS application; each feature is a package below.
 */
@NullMarked
package uk.org.rmatool.worker;

import org.jspecify.annotations.NullMarked;
