/**
 * What <code>rma worker detect</code> prints: looks at the machine as a worker would and says which
 * services it could run, in a process of its own and without an application server. Nothing depends
 * on this package.
 */
@NullMarked
package uk.org.rmatool.worker.detect;

import org.jspecify.annotations.NullMarked;
