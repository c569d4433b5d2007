package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.directory.Timestamps;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.Registrar;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.platform.wiring.Component;

/** The documented health answer on the public port. */
@Component
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final Fleet fleet;
  private final CoordinatorIdentity identity;
  private final Registrar registrar;
  private final Clock clock;

  @Inject
  public HealthResource(
      Fleet fleet, CoordinatorIdentity identity, Registrar registrar, Clock clock) {
    this.fleet = fleet;
    this.identity = identity;
    this.registrar = registrar;
    this.clock = clock;
  }

  @GET
  public JsonObject health() {
    var view = fleet.view();
    var total = view.workers().size();
    var health = Json.createObjectBuilder();
    registrar.trouble().ifPresent(trouble -> health.add("trouble", trouble));
    return health
        .add("status", "healthy")
        .add("coordinator", identity.id().value())
        .add("timestamp", Timestamps.format(clock.instant()))
        .add(
            "workers",
            Json.createObjectBuilder()
                .add("total", total)
                .add("active", view.live())
                .add("stale", total - view.live()))
        .build();
  }
}
