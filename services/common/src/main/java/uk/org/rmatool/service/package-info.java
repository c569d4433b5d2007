/**
 * A service as a program: its command line, its life and its end. A service extends {@link
 * uk.org.rmatool.service.ServiceProgram}, which alone reads options, environment and standard input
 * and alone ends the process. Below are the HTTP side ({@code http}), files that clients send
 * ({@code upload}) and temporary folders and confined child processes ({@code work}). Nothing here
 * knows any one service.
 */
@NullMarked
package uk.org.rmatool.service;

import org.jspecify.annotations.NullMarked;
