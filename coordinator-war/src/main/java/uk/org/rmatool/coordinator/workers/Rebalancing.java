package uk.org.rmatool.coordinator.workers;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.coordinator.rebalancing.RebalanceConfig;
import uk.org.rmatool.coordinator.rebalancing.Rebalancer;
import uk.org.rmatool.platform.database.CleanupLock;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Rebalances services at one replica at a time; not while the registry doubts itself, nor right
 * after a start, when it has not heard of everybody yet.
 */
@Component
public class Rebalancing {
  private static final Duration AFTER_START = Duration.ofSeconds(60);

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Fleet fleet;
  private final OtherReplicas others;
  private final Rebalancer rebalancer;
  private final Clock clock;
  private final Instant started;

  @Inject
  public Rebalancing(
      Fleet fleet,
      OtherReplicas others,
      RebalancedFleet workers,
      Catalogue catalogue,
      RebalanceConfig config,
      Clock clock) {
    this.fleet = fleet;
    this.others = others;
    this.rebalancer = new Rebalancer(workers, catalogue, config, clock);
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Looks once; called every few seconds. */
  public void run() {
    var ready = clock.instant().isAfter(started.plus(AFTER_START));
    if (!ready || !others.isFirst() || fleet.guard().active()) {
      return;
    }
    DatabaseAway.tolerated(
        () ->
            CleanupLock.whileHeld(
                database,
                "coordinator.rebalancing",
                () -> {
                  rebalancer.run();
                  return true;
                }));
  }
}
