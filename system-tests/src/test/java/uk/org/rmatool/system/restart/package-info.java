/**
 * Programs that die, are killed, or lose their database: nothing acknowledged is lost, and all of
 * it recovers without anybody's help.
 */
@NullMarked
package uk.org.rmatool.system.restart;

import org.jspecify.annotations.NullMarked;
