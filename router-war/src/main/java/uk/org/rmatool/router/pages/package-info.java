/** The pages that people see at the router's address. */
@NullMarked
package uk.org.rmatool.router.pages;

import org.jspecify.annotations.NullMarked;
