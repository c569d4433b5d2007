/** How long lists are told in parts, and not told again to who has them. */
@NullMarked
package uk.org.rmatool.router.paging;

import org.jspecify.annotations.NullMarked;
