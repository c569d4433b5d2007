/** Which coordinator a worker belongs to, and how it finds another one. */
@NullMarked
package uk.org.rmatool.system.homes;

import org.jspecify.annotations.NullMarked;
