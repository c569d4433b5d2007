/**
 * Brings a PostgreSQL database to the schemas of this build: {@code router}, {@code coordinator},
 * {@code report}, each with its own history table. Used by {@code rma up}, by operators ({@code rma
 * migrate}) and by other modules' tests. Needs nothing but a data source.
 */
@NullMarked
package uk.org.rmatool.cli.migrate;

import org.jspecify.annotations.NullMarked;
