/**
 * Measurements of the registry on real servers: what {@code bench/registry} runs.
 *
 * <p>What other measurements need too is public: tables, questions, how a command is run.
 *
 * <p>Knows the programs by their HTTP contract, the report views and the {@code rma} command's way
 * of starting them alone, so that what is behind can change and the figures stay comparable.
 */
@NullMarked
package uk.org.rmatool.bench;

import org.jspecify.annotations.NullMarked;
