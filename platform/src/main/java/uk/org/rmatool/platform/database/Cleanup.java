package uk.org.rmatool.platform.database;

import jakarta.annotation.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Clears away what has expired: housekeeping that one replica at a time does, and that no answer
 * depends on.
 */
public abstract class Cleanup {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final String schema;
  private final CleanupLog log;

  /**
   * Nothing is cleaned up yet.
   *
   * @param schema whose registrations are cleaned up
   * @param period how often it runs
   */
  protected Cleanup(String schema, Clock clock, Duration period) {
    this.schema = schema;
    this.log = new CleanupLog(clock, period);
  }

  /** Whether it is known what could have expired. */
  protected abstract boolean isLoaded();

  /** Removes what has expired; gives how many. */
  protected abstract int expire();

  /** Whether another replica is to do it. */
  protected boolean isStandby() {
    return false;
  }

  /** Runs once; another replica's run makes this one a standby. */
  @Retry(maxRetries = 2, delay = 500, jitter = 200)
  @Timeout(value = 20, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(
      requestVolumeThreshold = 6,
      failureRatio = 0.9,
      delay = 15,
      delayUnit = ChronoUnit.SECONDS)
  public void run() {
    if (!isLoaded()) {
      log.impossible();
      return; // there is nothing to clean up yet, and the database check says why
    }
    if (isStandby()) {
      log.stoodBy();
      return;
    }
    try {
      CleanupLock.whileHeld(database, schema, this::expire)
          .ifPresentOrElse(log::completed, log::stoodBy);
    } catch (RuntimeException e) {
      if (DatabaseAway.causes(e)) {
        log.impossible();
      }
      throw e;
    }
  }

  /** How fresh the cleanup is; down only when it should have run for long, and could have. */
  public HealthCheckResponse health() {
    return log.health(database);
  }
}
