package uk.org.rmatool.platform.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import uk.org.rmatool.api.PlatformException;

/**
 * Lets one replica at a time clean up. The lock belongs to a transaction of its own, so that
 * PostgreSQL gives it back when its holder is gone, and what the holder writes is committed by the
 * stores as it goes.
 */
public final class CleanupLock {
  private static final String TRY =
      "select pg_try_advisory_xact_lock(hashtextextended('rma.cleanup.' || ?, 0))";

  private CleanupLock() {}

  /**
   * Does the work if no other replica is at it, and gives its result; empty when another is. Not to
   * be called in a transaction.
   *
   * @param schema whose registrations are cleaned up
   * @throws PlatformException 503 when the database is away
   */
  public static <T> Optional<T> whileHeld(DataSource database, String schema, Supplier<T> work) {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (var query = connection.prepareStatement(TRY)) {
        query.setString(1, schema);
        try (var answer = query.executeQuery()) {
          answer.next();
          return answer.getBoolean(1) ? Optional.of(work.get()) : Optional.empty();
        }
      } finally {
        connection.rollback(); // which gives the lock back
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw DatabaseAway.translated(e, "The cleanup lock cannot be asked for");
    }
  }
}
