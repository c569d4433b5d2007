package uk.org.rmatool.platform.database;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Asks a database whether it is there. */
public final class DatabaseProbe {
  private static final int SECONDS = 2;

  private DatabaseProbe() {}

  /** Why the database does not answer; empty when it does. Takes a few seconds at most. */
  public static Optional<String> trouble(DataSource database) {
    try (var connection = database.getConnection()) {
      return connection.isValid(SECONDS)
          ? Optional.empty()
          : Optional.of("the connection is not valid");
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
