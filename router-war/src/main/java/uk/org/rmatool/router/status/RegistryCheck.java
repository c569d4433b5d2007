package uk.org.rmatool.router.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/** Shows whether the registry suspects itself; it works all the same. */
@Component
@Readiness
public class RegistryCheck implements HealthCheck {
  private final CoordinatorRegistry registry;

  @Inject
  public RegistryCheck(CoordinatorRegistry registry) {
    this.registry = registry;
  }

  @Override
  public HealthCheckResponse call() {
    var guard = registry.guard();
    var response =
        HealthCheckResponse.named("registry")
            .up()
            .withData("coordinators", registry.live().size())
            .withData("available", registry.available().size())
            .withData("mass_expiry_guard", guard.active())
            .withData("extended", guard.held());
    guard.since().ifPresent(since -> response.withData("since", since.toString()));
    guard.until().ifPresent(until -> response.withData("until", until.toString()));
    if (guard.active()) {
      response.withData("reason", guard.reason());
    }
    return response.build();
  }
}
