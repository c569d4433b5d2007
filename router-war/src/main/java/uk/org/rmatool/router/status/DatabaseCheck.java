package uk.org.rmatool.router.status;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** Ready once the registry is loaded; shows whether its database answers. */
@Component
@Readiness
public class DatabaseCheck implements HealthCheck {
  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final CoordinatorRegistry registry;

  @Inject
  public DatabaseCheck(CoordinatorRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HealthCheckResponse call() {
    return DatabaseProbe.health(database, registry.isLoaded());
  }
}
