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
  private volatile Instant impossibleAt;

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
    this.impossibleAt = clock.instant();
  }

  /** This replica completed a run. */
  public void completed(int removed) {
    report = new Report(true, clock.instant(), removed, report.runs() + 1);
  }

  /** Another replica is at it. */
  public void stoodBy() {
    report = new Report(false, clock.instant(), 0, report.runs());
  }

  /** Nobody could clean up: the database was away, or nothing has been read from it yet. */
  public void impossible() {
    impossibleAt = clock.instant();
  }

  /**
   * Down only when this replica has completed no run for ten periods, though the database has
   * answered all that time.
   */
  public HealthCheckResponse health(DataSource database) {
    var last = report;
    if (isOverdue() && DatabaseProbe.trouble(database).isPresent()) {
      impossible();
    }
    return HealthCheckResponse.named("stale-cleanup")
        .status(!isOverdue())
        .withData("role", last.holder() ? "holder" : "standby")
        .withData("last_run", last.completedAt().toString())
        .withData("removed", last.removed())
        .withData("runs", last.runs())
        .build();
  }

  private boolean isOverdue() {
    var last = report;
    var due = period.multipliedBy(OVERDUE_PERIODS);
    var since = last.completedAt().isAfter(impossibleAt) ? last.completedAt() : impossibleAt;
    return last.holder() && Duration.between(since, clock.instant()).compareTo(due) > 0;
  }
}
