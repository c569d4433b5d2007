/** What router and coordinator share about their PostgreSQL: whether it answers. */
@NullMarked
package uk.org.rmatool.platform.database;

import org.jspecify.annotations.NullMarked;
