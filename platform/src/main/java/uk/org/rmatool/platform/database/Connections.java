package uk.org.rmatool.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import uk.org.rmatool.api.PlatformException;

/** Work on a connection of the pool; a database that is away is the platform's 503. */
public final class Connections {
  private Connections() {}

  /** Reads or writes something. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Does something. */
  @FunctionalInterface
  public interface Step {
    void with(Connection connection) throws SQLException;
  }

  /**
   * Does the work on a connection, every statement its own transaction unless one is running.
   *
   * @throws PlatformException 503 when the database is away
   */
  public static <T> T call(DataSource database, Work<T> work) {
    try (var connection = database.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  /** The same without a result. */
  public static void run(DataSource database, Step step) {
    try (var connection = database.getConnection()) {
      step.with(connection);
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  /**
   * Does the work in one transaction of its own, committed when this returns. Not to be called in a
   * transaction.
   *
   * @throws PlatformException 503 when the database is away
   */
  public static <T> T inTransaction(DataSource database, Work<T> work) {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  private static RuntimeException translated(SQLException e) {
    return DatabaseAway.translated(e, "The database refused: " + e.getMessage());
  }
}
