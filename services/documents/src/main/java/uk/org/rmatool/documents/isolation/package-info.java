/**
 * Runs the parser processes: starts them confined, gives each document to one of them, and ends and
 * replaces those that are late, lost or used up. Called by {@code extract} through {@link
 * uk.org.rmatool.documents.isolation.ParserPool} alone; knows nothing of HTTP.
 *
 * <p>Invariants: at most as many processes as configured are alive; a process reads one document at
 * a time; none is used again after a timeout, a crash or a word that the protocol does not know;
 * the temporary files of a process go with it; a document that ends a process is answered with an
 * error of its own and costs no other document anything.
 *
 * <p>Why not Tika's own fork parser or its server's child processes: the former hands over
 * serialised Java objects, which is the wrong thing to take from a process that may have been taken
 * over, and is on its way out of Tika; the latter brings a second HTTP server and restarts a
 * process for every timeout without saying which document was to blame. Both leave the network
 * open. A length-prefixed protocol of five messages is less than the glue to either.
 */
@NullMarked
package uk.org.rmatool.documents.isolation;

import org.jspecify.annotations.NullMarked;
