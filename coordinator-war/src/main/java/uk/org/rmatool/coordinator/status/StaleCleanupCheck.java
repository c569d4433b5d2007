package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import uk.org.rmatool.coordinator.workers.WorkerCleanup;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Shows how fresh the cleanup is; down only when the one that should do it has not for long, though
 * it could.
 */
@Component
@Liveness
public class StaleCleanupCheck implements HealthCheck {
  private final WorkerCleanup cleanup;

  @Inject
  public StaleCleanupCheck(WorkerCleanup cleanup) {
    this.cleanup = cleanup;
  }

  @Override
  public HealthCheckResponse call() {
    return cleanup.health();
  }
}
