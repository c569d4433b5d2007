/** How long lists and histories are told in parts: what a query may ask for. */
@NullMarked
package uk.org.rmatool.platform.paging;

import org.jspecify.annotations.NullMarked;
