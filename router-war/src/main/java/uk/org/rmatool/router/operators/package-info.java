/** What operators ask about one coordinator or worker, and what they decide about it. */
@NullMarked
package uk.org.rmatool.router.operators;

import org.jspecify.annotations.NullMarked;
