/** Service calls through router and coordinator: what goes in comes out, as it comes. */
@NullMarked
package uk.org.rmatool.system.traffic;

import org.jspecify.annotations.NullMarked;
