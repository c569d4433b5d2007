/** What runs in the application server beside a program, to measure the server alone. */
@NullMarked
package uk.org.rmatool.bench.container;

import org.jspecify.annotations.NullMarked;
