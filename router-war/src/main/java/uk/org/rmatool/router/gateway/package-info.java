/**
 * An OpenAI-compatible gateway over service traffic: calls are routed by model, and a stream of
 * text goes on when its worker dies. Nothing here calls nodes itself; that is the data plane's.
 */
@NullMarked
package uk.org.rmatool.router.gateway;

import org.jspecify.annotations.NullMarked;
