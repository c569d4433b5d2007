/** What stands in PostgreSQL of everything that registered, left and moved. */
@NullMarked
package uk.org.rmatool.system.registry;

import org.jspecify.annotations.NullMarked;
