package uk.org.rmatool.worker.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.membership.Membership;

/** Alive, and started, as long as somebody sees to it that the worker is registered. */
@Component
@org.eclipse.microprofile.health.Liveness
@Startup
class Liveness implements HealthCheck {
  private final Membership membership;

  @Inject
  Liveness(Membership membership) {
    this.membership = membership;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("membership").status(membership.isAlive()).build();
  }
}
