/** Where service calls go from here: which coordinator. */
@NullMarked
package uk.org.rmatool.router.traffic;

import org.jspecify.annotations.NullMarked;
