package uk.org.rmatool.coordinator.workers;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import uk.org.rmatool.platform.database.CleanupLock;
import uk.org.rmatool.platform.database.CleanupLog;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Clears away what has expired: housekeeping that one replica at a time does, and that no answer
 * depends on.
 */
@Component
public class Cleanup {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final WorkerRegistry registry;
  private final CleanupLog log;

  @Inject
  public Cleanup(WorkerRegistry registry, Clock clock, LeaseConfig config) {
    this.registry = registry;
    this.log = new CleanupLog(clock, config.cleanupInterval());
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
    if (!registry.isLoaded()) {
      return; // there is nothing to clean up yet, and the database check says why
    }
    CleanupLock.whileHeld(database, "coordinator", registry::expire)
        .ifPresentOrElse(log::completed, log::stoodBy);
  }

  public CleanupLog log() {
    return log;
  }
}
