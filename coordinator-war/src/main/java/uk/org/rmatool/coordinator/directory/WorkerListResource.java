package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.wiring.Component;

/** Lists this region's workers. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class WorkerListResource {
  private final WorkerRegistry registry;
  private final Clock clock;

  @Inject
  public WorkerListResource(WorkerRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  @GET
  @Path("coordinator/workers")
  public JsonObject workers() {
    var list = Json.createArrayBuilder();
    var workers = registry.live();
    workers.forEach(worker -> list.add(WorkerJson.of(worker)));
    return Json.createObjectBuilder()
        .add("workers", list)
        .add("count", workers.size())
        .add("timestamp", Timestamps.format(clock.instant()))
        .build();
  }

  @GET
  @Path("admin/workers")
  public JsonObject judgedWorkers() {
    var now = clock.instant();
    var list = Json.createArrayBuilder();
    var workers = registry.live();
    workers.forEach(worker -> list.add(WorkerJson.judged(worker, registry, now)));
    return Json.createObjectBuilder()
        .add("workers", list)
        .add("total", workers.size())
        .add("healthy", workers.stream().filter(registry::isHealthy).count())
        .build();
  }
}
