package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import uk.org.rmatool.platform.wiring.Component;

/** Lists the coordinators: for operators, and as seeds of the DHT. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class CoordinatorListResource {
  private static final Duration SEEDS_KEEP = Duration.ofMinutes(5);

  private final CoordinatorRegistry registry;

  @Inject
  public CoordinatorListResource(CoordinatorRegistry registry) {
    this.registry = registry;
  }

  @GET
  @Path("admin/coordinators")
  public JsonArray coordinators() {
    var list = Json.createArrayBuilder();
    for (var coordinator : registry.live()) {
      list.add(
          Json.createObjectBuilder()
              .add("worker_id", coordinator.id().value())
              .add("tunnel_url", coordinator.tunnelUrl().toString())
              .add("location", coordinator.location())
              .add(
                  "dht_port",
                  coordinator.dhtPort().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
              .add("registered_at", coordinator.registeredAt().toEpochMilli())
              .add("last_seen", coordinator.lastSeen().toEpochMilli())
              .add("reachable", registry.isAvailable(coordinator))
              .add(
                  "suspect",
                  registry
                      .suspicion(coordinator.id())
                      .<JsonValue>map(Json::createValue)
                      .orElse(JsonValue.NULL)));
    }
    return list.build();
  }

  @GET
  @Path("dht/bootstrap")
  public Response bootstrap() {
    var seeds = Json.createArrayBuilder();
    var nodes =
        registry.live().stream().filter(coordinator -> coordinator.dhtPort().isPresent()).toList();
    for (var node : nodes) {
      seeds.add(
          Json.createObjectBuilder()
              .add("node_id", node.id().value())
              .add("tunnel_url", node.tunnelUrl().toString())
              .add("dht_port", node.dhtPort().orElseThrow())
              .add("location", node.location()));
    }
    JsonObject answer =
        Json.createObjectBuilder()
            .add("seeds", seeds)
            .add("ttl", SEEDS_KEEP.toSeconds())
            .add("count", nodes.size())
            .build();
    return Response.ok(answer)
        .header("Cache-Control", "public, max-age=" + SEEDS_KEEP.toSeconds())
        .build();
  }
}
