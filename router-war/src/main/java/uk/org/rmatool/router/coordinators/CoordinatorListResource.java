package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
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
    registry.live().forEach(coordinator -> list.add(CoordinatorJson.of(coordinator, registry)));
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
