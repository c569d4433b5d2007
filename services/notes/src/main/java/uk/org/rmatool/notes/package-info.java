/**
 * The notes-coa service as a program: its command line, its life and its end. Below are what a
 * letter says ({@code advice}), two ways to read notes ({@code rules} and {@code model}), the names
 * in them ({@code names}) and the HTTP side ({@code convert}).
 */
@NullMarked
package uk.org.rmatool.notes;

import org.jspecify.annotations.NullMarked;
