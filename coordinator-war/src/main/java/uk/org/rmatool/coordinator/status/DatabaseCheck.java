package uk.org.rmatool.coordinator.status;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;

/** Ready once the registry is loaded; shows whether its database answers. */
@Component
@Readiness
public class DatabaseCheck implements HealthCheck {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final WorkerRegistry registry;

  @Inject
  public DatabaseCheck(WorkerRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HealthCheckResponse call() {
    return DatabaseProbe.health(database, registry.isLoaded());
  }
}
