package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.Registrar;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Shows whether the router knows this coordinator. Always up: without its router it still serves
 * its workers.
 */
@Component
@Readiness
public class RouterCheck implements HealthCheck {
  private final Registrar registrar;
  private final CoordinatorIdentity identity;

  @Inject
  public RouterCheck(Registrar registrar, CoordinatorIdentity identity) {
    this.registrar = registrar;
    this.identity = identity;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("router")
        .up()
        .withData("coordinator_id", identity.id().value())
        .withData("registered", registrar.isRegistered())
        .withData("router", registrar.describe())
        .build();
  }
}
