package uk.org.rmatool.worker.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.ServiceState;
import uk.org.rmatool.worker.membership.ControlPlane;
import uk.org.rmatool.worker.membership.Identity;
import uk.org.rmatool.worker.membership.Membership;
import uk.org.rmatool.worker.membership.Standing;
import uk.org.rmatool.worker.recipes.Recipes;

/**
 * Ready when a coordinator counts on this worker and each of its services either runs or says why
 * it does not.
 */
@Component
@org.eclipse.microprofile.health.Readiness
class Readiness implements HealthCheck {
  private final Identity identity;
  private final Membership membership;
  private final ControlPlane control;
  private final Launcher launcher;
  private final Recipes recipes;

  @Inject
  Readiness(
      Identity identity,
      Membership membership,
      ControlPlane control,
      Launcher launcher,
      Recipes recipes) {
    this.identity = identity;
    this.membership = membership;
    this.control = control;
    this.launcher = launcher;
    this.recipes = recipes;
  }

  @Override
  public HealthCheckResponse call() {
    var states = launcher.states();
    var settled = states.values().stream().allMatch(ServiceState::settled);
    var answer =
        HealthCheckResponse.named("worker")
            .withData("worker_id", identity.id().value())
            .withData("coordinator_url", control.coordinator().toString());
    recipes.troubles().forEach((service, why) -> answer.withData("service " + service, why));
    states.forEach((service, state) -> answer.withData("service " + service, state.text()));
    launcher.paused().ifPresent(reason -> answer.withData("paused", reason));
    return switch (membership.standing()) {
      case Standing.Registered registered ->
          answer.withData("registered", true).status(settled).build();
      case Standing.Unregistered(var reason) ->
          answer.withData("registered", false).withData("reason", reason).down().build();
    };
  }
}
