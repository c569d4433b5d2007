package uk.org.rmatool.coordinator.status;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;

/** Ready once the registry is loaded; shows whether its database answers. */
@Component
@Readiness
public class DatabaseCheck implements HealthCheck {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Fleet fleet;

  @Inject
  public DatabaseCheck(Fleet fleet) {
    this.fleet = fleet;
  }

  @Override
  public HealthCheckResponse call() {
    return DatabaseProbe.health(database, fleet.isLoaded());
  }
}
