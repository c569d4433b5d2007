/** Starts what this program does by itself. */
@NullMarked
package uk.org.rmatool.edge.lifecycle;

import org.jspecify.annotations.NullMarked;
