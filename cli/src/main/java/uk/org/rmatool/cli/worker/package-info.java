/** {@code rma worker}: what the owner of a machine asks its own worker. */
@NullMarked
package uk.org.rmatool.cli.worker;

import org.jspecify.annotations.NullMarked;
