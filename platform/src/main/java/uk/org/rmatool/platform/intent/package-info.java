/**
 * What operators decide about nodes, the same at router and coordinator: how a decision is read,
 * applied, told on, and which of two is the later one.
 */
@NullMarked
package uk.org.rmatool.platform.intent;

import org.jspecify.annotations.NullMarked;
