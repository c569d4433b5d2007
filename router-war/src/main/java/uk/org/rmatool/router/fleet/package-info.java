/**
 * Questions about the whole fleet: asked of every live coordinator, merged, with those named that
 * did not answer.
 */
@NullMarked
package uk.org.rmatool.router.fleet;

import org.jspecify.annotations.NullMarked;
