package uk.org.rmatool.coordinator.workers;

import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import uk.org.rmatool.coordinator.catalogue.TestCatalogue;
import uk.org.rmatool.platform.database.Replica;
import uk.org.rmatool.platform.intent.EnrolmentConfig;
import uk.org.rmatool.platform.liveness.LeaseSettingsConfig;
import uk.org.rmatool.platform.wiring.SettableClock;

/** One replica's registry, wired as the container does. */
final class Registry {
  static final Duration INTERVAL = Duration.ofSeconds(30);
  static final Duration DEGRADED = Duration.ofSeconds(300);
  static final Duration EXPIRED = Duration.ofSeconds(600);

  final Fleet fleet;
  final OtherReplicas others;
  final WorkerRegistry registry;
  final Housekeeping housekeeping;

  Registry(WorkerStore store, Clock clock, int max) {
    this(store, clock, max, "open");
  }

  Registry(WorkerStore store, Clock clock, int max, String enrolment) {
    var random = new Random(1);
    var leases = new LeaseConfig(INTERVAL, DEGRADED, EXPIRED, Duration.ofSeconds(30), max);
    var settings =
        new LeaseSettingsConfig(
            0.2, Duration.ofSeconds(15), 10, Duration.ofMinutes(5), Duration.ofMinutes(5), 1000);
    var catalogue = TestCatalogue.SHIPPED;
    fleet = new Fleet(store, leases, settings, catalogue, new Replica(random), clock, random);
    others = new OtherReplicas(fleet, store, clock);
    registry =
        new WorkerRegistry(
            store, fleet, others, leases, new EnrolmentConfig(enrolment), catalogue, clock, random);
    housekeeping = new Housekeeping(fleet, others, store, clock);
  }

  Worker register(Registration registration) {
    return registry.register(registration, 0, "directly");
  }

  /** What the cleanup does. */
  int expire() {
    return (int) fleet.due().stream().filter(registry::expire).count();
  }

  /** Time passes while the registry is there and looks at leases. */
  void passes(Duration time, SettableClock clock) {
    var end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      clock.advance(Duration.ofSeconds(5));
      housekeeping.look();
    }
  }
}
