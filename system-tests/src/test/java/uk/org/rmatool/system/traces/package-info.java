/** What becomes visible of a call where traces are collected. */
@NullMarked
package uk.org.rmatool.system.traces;

import org.jspecify.annotations.NullMarked;
