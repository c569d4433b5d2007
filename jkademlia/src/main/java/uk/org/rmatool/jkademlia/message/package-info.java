/**
 * What nodes say to each other: requests, responses and the values they carry. Values only; how
 * they look as bytes is the business of {@code codec}.
 */
@NullMarked
package uk.org.rmatool.jkademlia.message;

import org.jspecify.annotations.NullMarked;
