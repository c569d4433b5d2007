/**
 * Measurements of service traffic: what {@code bench/dataplane} runs. The same upstream is called
 * directly, through other proxies and through our programs, which are known by their HTTP contract
 * and the {@code rma} command's way of starting them alone.
 */
@NullMarked
package uk.org.rmatool.bench.dataplane;

import org.jspecify.annotations.NullMarked;
