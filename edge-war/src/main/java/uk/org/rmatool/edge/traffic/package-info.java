/** Where calls go from here: to the router, or to one of its coordinators. */
@NullMarked
package uk.org.rmatool.edge.traffic;

import org.jspecify.annotations.NullMarked;
