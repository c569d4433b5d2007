/**
 * Moves service traffic: one streaming reverse proxy for router, coordinator and worker. What
 * differs between the three is only where a call goes next, which each says through {@link
 * uk.org.rmatool.dataplane.Routes}.
 *
 * <p>Nothing is buffered whole, in either direction. Another upstream is tried only while nothing
 * of the request has been sent.
 */
@NullMarked
package uk.org.rmatool.dataplane;

import org.jspecify.annotations.NullMarked;
