package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.wiring.Component;

/**
 * What this coordinator says of the DHT, which it takes no part in yet: the documented answers of a
 * DHT that is off.
 */
@Component
@Path("/api/dht")
@Produces(MediaType.APPLICATION_JSON)
public class DhtResource {
  private static final int DEFAULT_PORT = 8468;

  private final Fleet fleet;
  private final Clock clock;

  @Inject
  public DhtResource(Fleet fleet, Clock clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  @GET
  @Path("stats")
  public JsonObject stats() {
    return Json.createObjectBuilder().add("dht_enabled", false).build();
  }

  @GET
  @Path("topology")
  public JsonObject topology() {
    return Json.createObjectBuilder()
        .add("dht_enabled", false)
        .add("message", "DHT not available on this coordinator")
        .build();
  }

  /**
   * Workers that may have a DHT node: deployed ones run one unless they say otherwise, ours do not
   * yet.
   */
  @GET
  @Path("bootstrap")
  public JsonObject bootstrap() {
    var seeds = Json.createArrayBuilder();
    var workers = fleet.live().stream().filter(worker -> !worker.ours()).toList();
    workers.forEach(
        worker ->
            seeds.add(
                Json.createObjectBuilder()
                    .add("worker_id", worker.id().value())
                    .add("tunnel_url", worker.tunnelUrl().toString())
                    .add("dht_port", dhtPort(worker))));
    return Json.createObjectBuilder()
        .add("seeds", seeds)
        .add("seed_count", workers.size())
        .add("timestamp", Timestamps.format(clock.instant()))
        .build();
  }

  private static int dhtPort(Worker worker) {
    return worker.capabilities().get("dht_port") instanceof JsonNumber port
        ? port.intValue()
        : DEFAULT_PORT;
  }
}
