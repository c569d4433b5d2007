/**
 * The {@code rma} command: starts, shows and stops the whole platform on one machine, and operates
 * a fleet.
 *
 * <p>This package only assembles the commands. Imports point down: {@code operate}, {@code up} and
 * {@code control} use {@code servers} and {@code database}, these use {@code migrate}, {@code
 * home}, {@code process} and {@code console}. The environment is read here and in picocli's
 * declared defaults, nowhere else.
 */
@NullMarked
package uk.org.rmatool.cli;

import org.jspecify.annotations.NullMarked;
