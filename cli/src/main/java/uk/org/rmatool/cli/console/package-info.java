/**
 * What a person sees: progress lines, tables, and the one-line {@link
 * uk.org.rmatool.cli.console.Failure}. Depends on nothing of ours.
 */
@NullMarked
package uk.org.rmatool.cli.console;

import org.jspecify.annotations.NullMarked;
