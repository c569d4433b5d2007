/**
 * The data plane at the edge of the platform, in one of two roles: a public door that passes calls
 * on to the router (<code>edge-proxy</code>), or a balancer that passes them straight to
 * coordinators (<code>load-balancer</code>). It keeps nothing and has no database.
 */
@NullMarked
package uk.org.rmatool.edge;

import org.jspecify.annotations.NullMarked;
