package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import java.time.Clock;
import uk.org.rmatool.platform.database.Cleanup;
import uk.org.rmatool.platform.wiring.Component;

/** Clears away coordinators whose lease has run out. */
@Component
public class CoordinatorCleanup extends Cleanup {
  private final CoordinatorRegistry registry;

  @Inject
  public CoordinatorCleanup(CoordinatorRegistry registry, Clock clock, EdgeLeaseConfig config) {
    super("router", clock, config.cleanupInterval());
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
