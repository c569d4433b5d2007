/**
 * The manners of every HTTP API of ours, the same in each program: bodies have a limit, JSON is
 * strict, every error is a problem, a call's signature is checked before a resource sees it, other
 * origins are told what they may do.
 */
@NullMarked
package uk.org.rmatool.platform.http;

import org.jspecify.annotations.NullMarked;
