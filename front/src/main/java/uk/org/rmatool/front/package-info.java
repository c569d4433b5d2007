/**
 * A listener of our own before the container's public port: HTTP/2, and TLS, on a port that is off
 * unless it is set. Each HTTP/2 stream goes on as a request over HTTP/1.1 to the container's port
 * of the same process, streamed both ways at once; connections that speak HTTP/1.1 go on byte by
 * byte.
 *
 * <p>The application sees who is behind it by {@link uk.org.rmatool.front.Clients}, which only this
 * process can write to. Knows nothing of services. The classes of the HTTP/2 library are loaded
 * only when the port is on.
 */
@NullMarked
package uk.org.rmatool.front;

import org.jspecify.annotations.NullMarked;
