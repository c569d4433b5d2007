/**
 * What operators decided about coordinators and workers, at this router. PostgreSQL is the
 * authority and memory a cache of it; of two decisions about one node the later one is kept.
 */
@NullMarked
package uk.org.rmatool.router.intents;

import org.jspecify.annotations.NullMarked;
