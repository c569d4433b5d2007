/**
 * JSON for records: a strict reader with limits, and the one canonical way to write a value (RFC
 * 8785), over which signatures are made. Pure; depends on nothing.
 */
@NullMarked
package uk.org.rmatool.jkademlia.json;

import org.jspecify.annotations.NullMarked;
