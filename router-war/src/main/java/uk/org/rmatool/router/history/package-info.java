/** What happened to coordinators and homes: an append-only table that reports read. */
@NullMarked
package uk.org.rmatool.router.history;

import org.jspecify.annotations.NullMarked;
