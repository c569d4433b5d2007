package uk.org.rmatool.platform.database;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import uk.org.rmatool.api.PlatformException;

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

  /**
   * Refuses to go on while the database is away, within seconds. Called first in a transaction, it
   * gets the connection that JPA then uses; JPA alone would try again for half a minute.
   *
   * @throws PlatformException 503 when it is away
   */
  public static void requirePresent(DataSource database) {
    try {
      database.getConnection().close();
    } catch (SQLException e) {
      if (!DatabaseAway.causes(e)) {
        throw new IllegalStateException("The database gives no connection", e);
      }
      throw new PlatformException(DatabaseAway.problem());
    }
  }

  /** Up once the registry is loaded and while its database answers. */
  public static HealthCheckResponse health(DataSource database, boolean registryLoaded) {
    var trouble = trouble(database);
    var response =
        HealthCheckResponse.named("database")
            .status(trouble.isEmpty() && registryLoaded)
            .withData("registry_loaded", registryLoaded);
    trouble.ifPresent(reason -> response.withData("reason", reason));
    return response.build();
  }
}
