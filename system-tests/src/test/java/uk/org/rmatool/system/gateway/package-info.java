/** The OpenAI-compatible gateway in front of workers that speak OpenAI's protocol. */
@NullMarked
package uk.org.rmatool.system.gateway;

import org.jspecify.annotations.NullMarked;
