package uk.org.rmatool.platform.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import uk.org.rmatool.api.PlatformException;

/** Asks a database whether it is there. */
public final class DatabaseProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int AT_ONCE = 4;
  private static final Semaphore ASKING = new Semaphore(AT_ONCE);

  private DatabaseProbe() {}

  /**
   * Why the database does not answer; empty when it does. Takes a second at most, because whoever
   * asks for the health does not wait long either.
   */
  public static Optional<String> trouble(DataSource database) {
    if (!ASKING.tryAcquire()) {
      return Optional.of("it has not answered those who asked before");
    }
    var answer = new CompletableFuture<Optional<String>>();
    Thread.ofVirtual()
        .start(
            () -> {
              Optional<String> trouble;
              try {
                trouble = ask(database);
              } catch (RuntimeException e) {
                trouble = Optional.of(e.toString());
              } finally {
                ASKING.release(); // first: who hears the answer may ask again at once
              }
              answer.complete(trouble);
            });
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is completed with values alone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the server is stopping");
    }
  }

  private static Optional<String> ask(DataSource database) {
    try (var connection = database.getConnection()) {
      return connection.isValid((int) PATIENCE.toSeconds())
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

  /**
   * Up once the registry is loaded: service calls go on without the database, whose state is shown
   * beside it.
   */
  public static HealthCheckResponse health(DataSource database, boolean registryLoaded) {
    var trouble = trouble(database);
    var response =
        HealthCheckResponse.named("database")
            .status(registryLoaded)
            .withData("registry_loaded", registryLoaded)
            .withData("database", trouble.isEmpty() ? "up" : "away");
    trouble.ifPresent(reason -> response.withData("reason", reason));
    return response.build();
  }
}
