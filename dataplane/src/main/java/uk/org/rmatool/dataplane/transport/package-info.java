/**
 * Calls to other nodes over HTTP/1.1, streamed both ways at once: connections, requests, answers.
 * Knows nothing of services.
 */
@NullMarked
package uk.org.rmatool.dataplane.transport;

import org.jspecify.annotations.NullMarked;
