/**
 * The HTTP side of a service: {@link uk.org.rmatool.service.http.Routes} say what it answers to,
 * {@link uk.org.rmatool.service.http.HttpService} serves them.
 *
 * <p>Invariants: every error is a problem (RFC 9457); whatever is read has a limit; and a request
 * that is refused early still ends in an orderly way, with its answer readable by the client.
 *
 * <p>The server is Jetty's core, for virtual threads, backpressure and its streaming multipart
 * parser, which writes parts to files. Helidon SE was the first choice; the multipart module for
 * its present version is missing from the registry.
 */
@NullMarked
package uk.org.rmatool.service.http;

import org.jspecify.annotations.NullMarked;
