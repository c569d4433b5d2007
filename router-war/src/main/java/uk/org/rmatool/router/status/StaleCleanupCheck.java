package uk.org.rmatool.router.status;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Cleanup;

/**
 * Shows how fresh the cleanup is; down only when the one that should do it has not for long, though
 * it could.
 */
@Component
@Liveness
public class StaleCleanupCheck implements HealthCheck {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Cleanup cleanup;

  @Inject
  public StaleCleanupCheck(Cleanup cleanup) {
    this.cleanup = cleanup;
  }

  @Override
  public HealthCheckResponse call() {
    return cleanup.log().health(database);
  }
}
