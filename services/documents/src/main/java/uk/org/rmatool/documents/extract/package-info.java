/**
 * The HTTP side: takes documents in, has them read by {@code isolation}, and answers with JSON or a
 * problem. Called by the program's main class through {@link
 * uk.org.rmatool.documents.extract.DocumentsServer} alone.
 *
 * <p>Invariants: a document is never held in memory, it goes to a file that is deleted however the
 * request ends; no more requests are in progress than parsers and waiting places together; every
 * error is a problem; and a request that is refused early still ends in an orderly way, with its
 * answer readable by the client.
 *
 * <p>The server is Jetty's core, for virtual threads, backpressure and its streaming multipart
 * parser, which writes parts to files. Helidon SE was the first choice; the multipart module for
 * its present version is missing from the registry.
 */
@NullMarked
package uk.org.rmatool.documents.extract;

import org.jspecify.annotations.NullMarked;
