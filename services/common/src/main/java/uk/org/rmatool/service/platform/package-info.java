/**
 * Other services of the platform, reached through a router or a coordinator, and the language model
 * of llm-inference among them.
 */
@NullMarked
package uk.org.rmatool.service.platform;

import org.jspecify.annotations.NullMarked;
