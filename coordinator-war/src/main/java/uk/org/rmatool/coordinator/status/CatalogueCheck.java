package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Shows which catalogue counts, and why a changed one is refused if it is. Always up: the one
 * before goes on.
 */
@Component
@Readiness
public class CatalogueCheck implements HealthCheck {
  private final Catalogue catalogue;

  @Inject
  public CatalogueCheck(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public HealthCheckResponse call() {
    var health =
        HealthCheckResponse.named("catalogue")
            .up()
            .withData("origin", catalogue.origin())
            .withData("services", catalogue.services().size());
    catalogue.problem().ifPresent(problem -> health.withData("refused", problem));
    return health.build();
  }
}
