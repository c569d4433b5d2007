/**
 * Commands that look at or stop a platform that another process runs: {@code status}, {@code down},
 * {@code logs}. They know it only through the run file.
 */
@NullMarked
package uk.org.rmatool.cli.control;

import org.jspecify.annotations.NullMarked;
