package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.paging.PageQuery;
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
  public JsonStructure coordinators(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    return PageQuery.isAsked(limit, cursor)
        ? page(PageQuery.parse(limit, cursor))
        : list(registry.live());
  }

  /** In the order of their ids, so that none is missed while others come and go. */
  private JsonObject page(PageQuery query) {
    var last = query.cursor().map(CoordinatorListResource::decoded);
    var rest =
        registry.live().stream()
            .filter(c -> last.filter(id -> c.id().compareTo(id) <= 0).isEmpty())
            .sorted(Comparator.comparing(Coordinator::id))
            .toList();
    var page = rest.subList(0, Math.min(query.limit(), rest.size()));
    return Json.createObjectBuilder()
        .add("coordinators", list(page))
        .add(
            "next",
            page.size() < rest.size()
                ? Json.createValue(encoded(page.getLast().id()))
                : JsonValue.NULL)
        .build();
  }

  private static String encoded(NodeId id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.value().getBytes(StandardCharsets.UTF_8));
  }

  private static NodeId decoded(String cursor) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      return new NodeId(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw PageQuery.badCursor();
    }
  }

  private JsonArray list(List<Coordinator> coordinators) {
    var list = Json.createArrayBuilder();
    coordinators.forEach(coordinator -> list.add(CoordinatorJson.of(coordinator, registry)));
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
              .add("host", node.sourceAddress())
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
