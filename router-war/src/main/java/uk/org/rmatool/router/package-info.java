/**
 * The edge router: knows the coordinators and is the address that applications call. A package
 * below is a feature.
 */
@NullMarked
package uk.org.rmatool.router;

import org.jspecify.annotations.NullMarked;
