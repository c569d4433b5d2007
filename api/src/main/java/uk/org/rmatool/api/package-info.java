/**
 * What travels between the programs: ids, requests, and the problem that every error becomes.
 * Values only: nothing here does I/O, reads a clock or knows a container. Everything may depend on
 * this package; it depends on nothing of ours.
 */
@NullMarked
package uk.org.rmatool.api;

import org.jspecify.annotations.NullMarked;
