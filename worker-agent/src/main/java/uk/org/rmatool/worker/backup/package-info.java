/**
 * Saves what services keep: each as its recipe says, by a command of its own while it runs or by
 * copying its folder while it does not, into one archive that has been read again before it gets
 * its name.
 */
@NullMarked
package uk.org.rmatool.worker.backup;

import org.jspecify.annotations.NullMarked;
