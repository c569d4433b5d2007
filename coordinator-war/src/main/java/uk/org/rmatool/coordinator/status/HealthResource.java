package uk.org.rmatool.coordinator.status;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import uk.org.rmatool.coordinator.directory.Timestamps;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.workers.LeaseState;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.wiring.Component;

/** The documented health answer on the public port. */
@Component
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final WorkerRegistry registry;
  private final CoordinatorIdentity identity;
  private final Clock clock;

  @Inject
  public HealthResource(WorkerRegistry registry, CoordinatorIdentity identity, Clock clock) {
    this.registry = registry;
    this.identity = identity;
    this.clock = clock;
  }

  @GET
  public JsonObject health() {
    var workers = registry.live();
    var stale =
        workers.stream().filter(worker -> registry.state(worker) != LeaseState.LIVE).count();
    return Json.createObjectBuilder()
        .add("status", "healthy")
        .add("coordinator", identity.id().value())
        .add("timestamp", Timestamps.format(clock.instant()))
        .add(
            "workers",
            Json.createObjectBuilder()
                .add("total", workers.size())
                .add("active", workers.size() - stale)
                .add("stale", stale))
        .build();
  }
}
