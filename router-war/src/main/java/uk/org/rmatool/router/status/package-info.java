/** How this router is: the documented health answer, metrics, and MicroProfile Health checks. */
@NullMarked
package uk.org.rmatool.router.status;

import org.jspecify.annotations.NullMarked;
