/**
 * The embedded PostgreSQL: its programs, its data folder, its passwords.
 *
 * <p>The programs are Zonky's, but they are started here and not through Zonky's {@code
 * EmbeddedPostgres}: that one switches fsync off, trusts every local user, and detaches the server
 * through {@code pg_ctl}, so that neither would a crash be noticed nor would the server end with
 * us.
 *
 * <p>Invariant: a data folder is used only if its marker says that initdb ran to its end, and is
 * never deleted.
 */
@NullMarked
package uk.org.rmatool.cli.database;

import org.jspecify.annotations.NullMarked;
