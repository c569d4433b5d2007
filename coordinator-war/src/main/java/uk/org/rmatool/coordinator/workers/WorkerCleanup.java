package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Clock;
import uk.org.rmatool.platform.database.Cleanup;
import uk.org.rmatool.platform.wiring.Component;

/** Clears away workers whose lease has run out. */
@Component
public class WorkerCleanup extends Cleanup {
  private final WorkerRegistry registry;
  private final Fleet fleet;
  private final OtherReplicas others;

  @Inject
  public WorkerCleanup(
      WorkerRegistry registry, Fleet fleet, OtherReplicas others, Clock clock, LeaseConfig config) {
    super("coordinator", clock, config.cleanupInterval());
    this.registry = registry;
    this.fleet = fleet;
    this.others = others;
  }

  @Override
  protected boolean isLoaded() {
    return fleet.isLoaded();
  }

  @Override
  protected boolean isStandby() {
    return !others.isFirst();
  }

  @Override
  protected int expire() {
    return (int) fleet.due().stream().filter(registry::expire).count();
  }
}
