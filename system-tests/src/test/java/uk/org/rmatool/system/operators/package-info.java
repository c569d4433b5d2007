/** What operators decide about nodes, and what they are told of them. */
@NullMarked
package uk.org.rmatool.system.operators;

import org.jspecify.annotations.NullMarked;
