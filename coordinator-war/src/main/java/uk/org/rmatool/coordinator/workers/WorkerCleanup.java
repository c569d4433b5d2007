package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Clock;
import uk.org.rmatool.platform.database.Cleanup;
import uk.org.rmatool.platform.wiring.Component;

/** Clears away workers whose lease has run out. */
@Component
public class WorkerCleanup extends Cleanup {
  private final WorkerRegistry registry;

  @Inject
  public WorkerCleanup(WorkerRegistry registry, Clock clock, LeaseConfig config) {
    super("coordinator", clock, config.cleanupInterval());
    this.registry = registry;
  }

  @Override
  protected boolean isLoaded() {
    return registry.isLoaded();
  }

  @Override
  protected int expire() {
    return registry.expire();
  }
}
