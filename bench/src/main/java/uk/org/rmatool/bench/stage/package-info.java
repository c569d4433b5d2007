/** Databases and servers that a measurement starts, what they cost, and their end. */
@NullMarked
package uk.org.rmatool.bench.stage;

import org.jspecify.annotations.NullMarked;
