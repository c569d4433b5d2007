/** Cuts texts into passages that can be found and read by themselves. */
@NullMarked
package uk.org.rmatool.service.chunking;

import org.jspecify.annotations.NullMarked;
