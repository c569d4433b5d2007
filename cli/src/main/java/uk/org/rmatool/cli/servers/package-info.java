/**
 * The three Liberty servers of one machine: their ports, their configuration laid out under the
 * home, the environment they get and the question whether they are ready. Starts nothing itself.
 */
@NullMarked
package uk.org.rmatool.cli.servers;

import org.jspecify.annotations.NullMarked;
