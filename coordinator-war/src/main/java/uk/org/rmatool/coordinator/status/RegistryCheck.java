package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.platform.wiring.Component;

/** Shows how many workers there are, and whether leases are extended and why. */
@Component
@Readiness
public class RegistryCheck implements HealthCheck {
  private final Fleet fleet;

  @Inject
  public RegistryCheck(Fleet fleet) {
    this.fleet = fleet;
  }

  @Override
  public HealthCheckResponse call() {
    var view = fleet.view();
    var guard = fleet.guard();
    var check =
        HealthCheckResponse.named("registry")
            .up()
            .withData("workers", view.workers().size())
            .withData("live", view.live())
            .withData("healthy", view.healthy())
            .withData("mass_expiry_guard", guard.active());
    if (guard.active()) {
      check.withData("reason", guard.reason());
    }
    return check.build();
  }
}
