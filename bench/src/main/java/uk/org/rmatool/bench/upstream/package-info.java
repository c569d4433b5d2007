/**
 * The service that the data plane's measurements call, in a process of its own: one thread, one
 * selector, answers made beforehand, so that it is never what limits a proxy.
 */
@NullMarked
package uk.org.rmatool.bench.upstream;

import org.jspecify.annotations.NullMarked;
