/** How lists are not told again to who has them. */
@NullMarked
package uk.org.rmatool.router.paging;

import org.jspecify.annotations.NullMarked;
