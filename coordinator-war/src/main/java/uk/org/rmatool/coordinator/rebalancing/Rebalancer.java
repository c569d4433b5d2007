package uk.org.rmatool.coordinator.rebalancing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.catalogue.CatalogueService;

/** Makes plans and carries them out; run by one replica at a time, every few seconds. */
public class Rebalancer {
  private static final Logger LOG = System.getLogger(Rebalancer.class.getName());
  private static final int LIMIT = 200;

  /** After a longer pause somebody else may have planned, and what is remembered is too old. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Fleet fleet;
  private final Catalogue catalogue;
  private final Rebalance rebalance;
  private final Clock clock;
  private Memory memory = Memory.NONE;
  private @Nullable Settled settled;
  private Instant last = Instant.MIN;

  /** Nothing is to be done for this fleet until then. */
  private record Settled(long version, List<CatalogueService> wanted, Instant until) {
    boolean holds(long version, List<CatalogueService> wanted, Instant now) {
      return version == this.version && now.isBefore(until) && wanted.equals(this.wanted);
    }
  }

  public Rebalancer(Fleet fleet, Catalogue catalogue, RebalanceConfig config, Clock clock) {
    this.fleet = fleet;
    this.catalogue = catalogue;
    this.rebalance = new Rebalance(config.patience(), LIMIT);
    this.clock = clock;
  }

  /** Looks at all workers once; what fails is planned again the next time. */
  public synchronized void run() {
    var now = clock.instant();
    if (now.isAfter(last.plus(LONGEST_PAUSE))) {
      memory = Memory.NONE;
      settled = null;
    }
    last = now;
    var wanted = catalogue.services(); // it may change while the plan is made
    var version = fleet.version();
    if (settled != null && settled.holds(version, wanted, now)) {
      return;
    }
    var plan =
        rebalance.plan(Catalogue.of(wanted), fleet.candidates(), fleet::elsewhere, memory, now);
    memory = plan.memory();
    settled = plan.moves().isEmpty() ? new Settled(version, wanted, plan.next()) : null;
    for (var move : plan.moves()) {
      LOG.log(
          Level.INFO,
          () -> "A worker's services change. worker=%s %s".formatted(move.worker(), move.reason()));
      fleet.reassign(move.worker(), move.before(), move.services(), move.reason());
    }
  }
}
