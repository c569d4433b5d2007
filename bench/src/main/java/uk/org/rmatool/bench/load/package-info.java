/**
 * A load generator for one machine that it shares with what it measures: one thread, one selector,
 * keep-alive connections with one call at a time on each, requests written from templates.
 */
@NullMarked
package uk.org.rmatool.bench.load;

import org.jspecify.annotations.NullMarked;
