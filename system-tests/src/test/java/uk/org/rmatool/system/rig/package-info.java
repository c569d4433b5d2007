/**
 * What the tests stand on: whole platforms started by {@code ./rma}, single servers beside them,
 * workers that the test plays itself, and calls over HTTP. Asserts nothing about the platform
 * beyond "it started"; depends on nothing of the tests.
 */
@NullMarked
package uk.org.rmatool.system.rig;

import org.jspecify.annotations.NullMarked;
