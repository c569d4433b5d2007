/**
 * Where calls can be passed on to: the coordinators that the router lists, each looked at from here
 * as well, and whether the router can reach this program. What was known last counts while the
 * router is away.
 */
@NullMarked
package uk.org.rmatool.edge.upstream;

import org.jspecify.annotations.NullMarked;
