/** Calls to other services of the platform, through a router or a coordinator. */
@NullMarked
package uk.org.rmatool.service.platform;

import org.jspecify.annotations.NullMarked;
