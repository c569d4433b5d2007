package uk.org.rmatool.cli.up;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import uk.org.rmatool.cli.process.Launch;

/**
 * One thing to keep running.
 *
 * @param check what other commands look at to see whether it is ready; see the run file
 * @param ready whether it can do its work
 * @param hopeless a text in its log that says that it will never be ready; "" for none
 * @param startDeadline how long it may take until it is ready
 * @param stopDeadline how long it may take to end by itself
 */
record Program(
    String name,
    Launch launch,
    String check,
    BooleanSupplier ready,
    String hopeless,
    Duration startDeadline,
    Duration stopDeadline) {}
