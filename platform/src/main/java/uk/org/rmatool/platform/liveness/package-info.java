/** What the registries of router and coordinator have in common: suspicion and renewals. */
@NullMarked
package uk.org.rmatool.platform.liveness;

import org.jspecify.annotations.NullMarked;
