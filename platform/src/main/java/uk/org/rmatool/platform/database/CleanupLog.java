package uk.org.rmatool.platform.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Remembers how the cleanup went, so that health can show how fresh it is. */
public final class CleanupLog {
  private static final int OVERDUE_PERIODS = 10;

  private final Clock clock;
  private final Duration period;
  private volatile Report report;

  /**
   * How the last run went.
   *
   * @param holder whether this replica did it, or stood by for another
   * @param completedAt when it was last completed; at first when this program started
   * @param removed how many registrations it removed
   * @param runs runs completed by this replica since it started
   */
  private record Report(boolean holder, Instant completedAt, int removed, long runs) {}

  public CleanupLog(Clock clock, Duration period) {
    this.clock = clock;
    this.period = period;
    this.report = new Report(true, clock.instant(), 0, 0);
  }

  /** This replica completed a run. */
  public void completed(int removed) {
    report = new Report(true, clock.instant(), removed, report.runs() + 1);
  }

  /** Another replica is at it. */
  public void stoodBy() {
    report = new Report(false, clock.instant(), 0, report.runs());
  }

  /**
   * Down only when this replica should have completed a run ten periods ago, though the database
   * answers.
   */
  public HealthCheckResponse health(DataSource database) {
    var last = report;
    var silent = Duration.between(last.completedAt(), clock.instant());
    var overdue = last.holder() && silent.compareTo(period.multipliedBy(OVERDUE_PERIODS)) > 0;
    return HealthCheckResponse.named("stale-cleanup")
        .status(!overdue || DatabaseProbe.trouble(database).isPresent())
        .withData("role", last.holder() ? "holder" : "standby")
        .withData("last_run", last.completedAt().toString())
        .withData("removed", last.removed())
        .withData("runs", last.runs())
        .build();
  }
}
