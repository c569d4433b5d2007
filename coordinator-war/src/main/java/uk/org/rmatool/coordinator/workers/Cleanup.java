package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Clears away what has expired: housekeeping that one replica at a time does, and that no answer
 * depends on.
 */
@Component
public class Cleanup {
  private static final int OVERDUE_PERIODS = 10;

  private final WorkerRegistry registry;
  private final WorkerStore store;
  private final Clock clock;
  private final Duration period;
  private volatile Report report;

  /**
   * How the last run went.
   *
   * @param holder whether this replica did it, or stood by
   * @param completedAt when it was last completed, at first when this program started
   * @param removed how many it removed
   * @param runs completed runs since start
   */
  public record Report(boolean holder, Instant completedAt, int removed, long runs) {}

  @Inject
  public Cleanup(WorkerRegistry registry, WorkerStore store, Clock clock, LeaseConfig config) {
    this.registry = registry;
    this.store = store;
    this.clock = clock;
    this.period = config.cleanupInterval();
    this.report = new Report(true, clock.instant(), 0, 0);
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
      throw new IllegalStateException("The registry is not loaded yet");
    }
    var removed = new AtomicInteger();
    var holder = store.whileHoldingCleanupLock(() -> removed.set(registry.expire()));
    report = new Report(holder, clock.instant(), removed.get(), report.runs() + (holder ? 1 : 0));
  }

  public Report report() {
    return report;
  }

  /** Whether this replica should have completed a run long ago. */
  public boolean isOverdue() {
    var silent = Duration.between(report.completedAt(), clock.instant());
    return report.holder() && silent.compareTo(period.multipliedBy(OVERDUE_PERIODS)) > 0;
  }
}
