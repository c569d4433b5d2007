/**
 * What the platform answers to calls that it cannot or must not serve: each status of the
 * architecture's table, as a problem that says what to do.
 */
@NullMarked
package uk.org.rmatool.system.refusal;

import org.jspecify.annotations.NullMarked;
