/**
 * What operators ask and decide about the fleet: each command is a few calls of a router's HTTP
 * API, or of a coordinator's, which offers the same about its own workers. Needs no platform on
 * this machine.
 */
@NullMarked
package uk.org.rmatool.cli.operate;

import org.jspecify.annotations.NullMarked;
