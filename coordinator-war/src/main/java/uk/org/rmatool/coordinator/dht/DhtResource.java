package uk.org.rmatool.coordinator.dht;

import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.directory.Timestamps;
import uk.org.rmatool.coordinator.registrar.CoordinatorIdentity;
import uk.org.rmatool.coordinator.registrar.RegistrarConfig;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.dht.DhtJson;
import uk.org.rmatool.dht.DhtSeat;
import uk.org.rmatool.dht.Reachability;
import uk.org.rmatool.platform.wiring.Component;

/** What this coordinator says of the DHT. */
@Component
@Path("/api/dht")
@Produces(MediaType.APPLICATION_JSON)
public class DhtResource {
  private static final int DEPLOYED_PORT = 8468;
  private static final int MAX_PORT = 65_535;

  private final DhtSeat seat;
  private final Reachability reachability;
  private final Fleet fleet;
  private final CoordinatorIdentity identity;
  private final RegistrarConfig config;
  private final Clock clock;

  @Inject
  public DhtResource(
      DhtSeat seat,
      Reachability reachability,
      Fleet fleet,
      CoordinatorIdentity identity,
      RegistrarConfig config,
      Clock clock) {
    this.seat = seat;
    this.reachability = reachability;
    this.fleet = fleet;
    this.identity = identity;
    this.config = config;
    this.clock = clock;
  }

  @GET
  @Path("stats")
  public JsonObject stats() {
    return seat.node()
        .map(node -> DhtJson.stats(node, reachability.state()))
        .orElseGet(() -> Json.createObjectBuilder().add("dht_enabled", false).build());
  }

  @GET
  @Path("topology")
  public JsonObject topology() {
    return seat.node()
        .map(node -> DhtJson.topology(node, reachability.state()))
        .orElseGet(
            () ->
                Json.createObjectBuilder()
                    .add("dht_enabled", false)
                    .add("message", "DHT not available on this coordinator")
                    .build());
  }

  /**
   * This coordinator, if it has a node, and workers that have one: deployed ones unless they say
   * otherwise, ours if they say so.
   */
  @GET
  @Path("bootstrap")
  public JsonObject bootstrap() {
    var seeds = Json.createArrayBuilder();
    seat.port()
        .ifPresent(
            port ->
                seeds.add(
                    seed(identity.id(), config.publicUrl(), port)
                        .add("coordinator", true)
                        .add("location", config.location())));
    fleet
        .live()
        .forEach(
            worker ->
                port(worker)
                    .ifPresent(port -> seeds.add(seed(worker.id(), worker.tunnelUrl(), port))));
    var all = seeds.build();
    return Json.createObjectBuilder()
        .add("seeds", all)
        .add("seed_count", all.size())
        .add("timestamp", Timestamps.format(clock.instant()))
        .build();
  }

  private static JsonObjectBuilder seed(NodeId id, URI url, int port) {
    return Json.createObjectBuilder()
        .add("worker_id", id.value())
        .add("tunnel_url", url.toString())
        .add("dht_port", port);
  }

  private static Optional<Integer> port(Worker worker) {
    if (worker.capabilities().get("dht_port") instanceof JsonNumber port) {
      return Optional.of(port.intValue()).filter(number -> number > 0 && number <= MAX_PORT);
    }
    return worker.ours() ? Optional.empty() : Optional.of(DEPLOYED_PORT);
  }
}
