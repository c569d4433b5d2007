/** What an edge worker runs: a coordinator, an edge-proxy and a load-balancer. */
@NullMarked
package uk.org.rmatool.system.edge;

import org.jspecify.annotations.NullMarked;
