package uk.org.rmatool.platform.database;

import java.sql.SQLException;
import java.time.Duration;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;

/** Tells a database that is away from one that refuses what it was asked. */
public final class DatabaseAway {
  private DatabaseAway() {}

  /**
   * Whether the database could not be reached, shut down, or was out of connections (SQLSTATE
   * classes 08, 53 and 57; PostgreSQL manual, appendix A), the pool had none to give, or somebody
   * has found out already.
   */
  public static boolean causes(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        var state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57")) {
          return true;
        }
      }
      if (e instanceof PlatformException known
          && known.problem().type() == ProblemType.DATABASE_AWAY) {
        return true;
      }
      var name = e.getClass().getSimpleName();
      if (name.contains("StaleConnection")
          || name.contains("ConnectionWaitTimeout")
          || name.contains("ResourceAllocation")
          || name.contains("SQLTransientConnection")
          || name.contains("SQLRecoverable")
          || name.contains("SQLNonTransientConnection")) {
        return true;
      }
    }
    return false;
  }

  /**
   * What to throw for a refusal of the database: the 503 when it is away.
   *
   * @param otherwise says what was refused when it is not
   */
  public static RuntimeException translated(SQLException e, String otherwise) {
    return causes(e) ? new PlatformException(problem()) : new IllegalStateException(otherwise, e);
  }

  /** Does what can be left for later while the database is away; its health check says so. */
  public static void tolerated(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (!causes(e)) {
        throw e;
      }
    }
  }

  public static Problem problem() {
    return Problem.of(
            ProblemType.DATABASE_AWAY,
            "The registry's database does not answer, so nothing can be registered now; service"
                + " calls go on. Try again.")
        .withRetryAfter(Duration.ofSeconds(5));
  }
}
