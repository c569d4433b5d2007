/** Who this router is: the key that coordinators trust. */
@NullMarked
package uk.org.rmatool.router.identity;

import org.jspecify.annotations.NullMarked;
