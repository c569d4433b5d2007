/** How this program is: for the worker that runs it, for Prometheus, for the container. */
@NullMarked
package uk.org.rmatool.edge.status;

import org.jspecify.annotations.NullMarked;
