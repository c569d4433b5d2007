package uk.org.rmatool.router.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorCleanup;

/**
 * Shows how fresh the cleanup is; down only when the one that should do it has not for long, though
 * it could.
 */
@Component
@Liveness
public class StaleCleanupCheck implements HealthCheck {
  private final CoordinatorCleanup cleanup;

  @Inject
  public StaleCleanupCheck(CoordinatorCleanup cleanup) {
    this.cleanup = cleanup;
  }

  @Override
  public HealthCheckResponse call() {
    return cleanup.health();
  }
}
