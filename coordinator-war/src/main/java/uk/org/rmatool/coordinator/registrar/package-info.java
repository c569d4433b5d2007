/**
 * Keeps this coordinator registered at the router: registers, renews, tells it what this region
 * provides, and lets workers go that the router has given another home.
 */
@NullMarked
package uk.org.rmatool.coordinator.registrar;

import org.jspecify.annotations.NullMarked;
