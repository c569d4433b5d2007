/**
 * The node as programs use it: one thread that owns it, or several of them, and futures. The only
 * place that reads a clock, starts a thread or touches files.
 */
@NullMarked
package uk.org.rmatool.jkademlia.runtime;

import org.jspecify.annotations.NullMarked;
