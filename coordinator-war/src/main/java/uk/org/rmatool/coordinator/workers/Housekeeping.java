package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.liveness.Change;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.platform.wiring.Periodic;

/**
 * What the registry does by itself: it writes renewals, looks at leases, and takes over what other
 * replicas did. Nothing here is needed for a right answer to one who asks about a worker.
 */
@Component
public class Housekeeping {
  private static final Duration OFTEN = Duration.ofMillis(500);

  /** In small parts, so that calls do not wait behind a large one. */
  private static final Duration RENEWALS = Duration.ofMillis(100);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration HEAR = Duration.ofSeconds(2);
  private static final Duration PRESENT = Duration.ofSeconds(5);
  private static final int MAX_UNWRITTEN = 20_000;

  private final Fleet fleet;
  private final OtherReplicas others;
  private final WorkerStore store;
  private final Clock clock;
  private final List<WorkerEvent> unwritten = new ArrayList<>();

  @Inject
  public Housekeeping(Fleet fleet, OtherReplicas others, WorkerStore store, Clock clock) {
    this.fleet = fleet;
    this.others = others;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Starts all of it; what is registered is read before this returns, if the database answers.
   *
   * @param first what is to be done before anything is answered
   */
  public void start(Periodic periodic, Runnable first) {
    periodic.nowAndEvery(LOOK, "load", () -> load(first));
    periodic.every(RENEWALS, "renewals", fleet::writeRenewals);
    periodic.every(LOOK, "renewals by pings", fleet::writePings);
    periodic.every(
        OFTEN, "changes of other replicas", () -> DatabaseAway.tolerated(others::follow));
    periodic.every(HEAR, "renewals of other replicas", () -> DatabaseAway.tolerated(others::hear));
    periodic.every(PRESENT, "presence", () -> DatabaseAway.tolerated(others::present));
    periodic.every(LOOK, "leases", () -> DatabaseAway.tolerated(this::look));
  }

  private void load(Runnable first) {
    if (!fleet.isLoaded()) {
      first.run();
      fleet.load();
      others.present();
    }
  }

  /** Notes in the history what leases, suspicion, pings and troubles with services did. */
  synchronized void look() {
    if (!fleet.isLoaded()) {
      return;
    }
    var now = clock.instant();
    for (var change : fleet.lookAtLeases(busy())) {
      if (isOurs(change) && unwritten.size() < MAX_UNWRITTEN) {
        unwritten.add(event(change, now));
      }
    }
    fleet.news().stream().limit(MAX_UNWRITTEN - (long) unwritten.size()).forEach(unwritten::add);
    if (!unwritten.isEmpty()) {
      store.note(List.copyOf(unwritten));
      unwritten.clear();
    }
  }

  /**
   * All replicas see leases run out, and one of them notes it; who cannot be reached is known to
   * the one that tried.
   */
  private boolean isOurs(Change change) {
    return switch (change.kind()) {
      case SUSPECTED, TRUSTED -> true;
      case DEGRADED, RECOVERED, HELD_BACK, LET_GO, GUARD_ENTERED, GUARD_LEFT -> others.isFirst();
    };
  }

  private WorkerEvent event(Change change, Instant now) {
    var transition = Transition.valueOf(change.kind().name());
    var worker = change.node().flatMap(fleet::known);
    if (worker.isPresent()) {
      return WorkerEvent.of(worker.get(), now, transition, change.reason());
    }
    return WorkerEvent.of(change.node(), now, transition, change.reason());
  }

  /** Share of the machine's processors that are busy, 0 to 1; 0 where that is not known. */
  private static double busy() {
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var processors = ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors();
    return Math.clamp(load / processors - 1, 0, 1);
  }
}
