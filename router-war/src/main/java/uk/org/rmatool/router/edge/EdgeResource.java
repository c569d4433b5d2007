package uk.org.rmatool.router.edge;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CallBack;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.Digest;
import uk.org.rmatool.router.coordinators.EdgeRegistration;
import uk.org.rmatool.router.homes.Homes;
import uk.org.rmatool.router.homes.WorkerIntents;
import uk.org.rmatool.router.identity.RouterIdentity;

/** Coordinators announce themselves here, renew, and leave. */
@Component
@Path("/api/edge")
@Produces(MediaType.APPLICATION_JSON)
public class EdgeResource {
  private static final int MAX_RELEASED = 1_000;
  private static final int MAX_PINGED = 5_000;

  private final CoordinatorRegistry registry;
  private final CallBack callBack;
  private final Homes homes;
  private final WorkerIntents workerIntents;
  private final ToldByCoordinator toldEvents;
  private final RouterIdentity identity;
  private final Ownership ownership;

  @Inject
  public EdgeResource(
      CoordinatorRegistry registry,
      CallBack callBack,
      Homes homes,
      WorkerIntents workerIntents,
      ToldByCoordinator toldEvents,
      RouterIdentity identity,
      Ownership ownership) {
    this.registry = registry;
    this.callBack = callBack;
    this.homes = homes;
    this.workerIntents = workerIntents;
    this.toldEvents = toldEvents;
    this.identity = identity;
    this.ownership = ownership;
  }

  @POST
  @Path("register")
  @Consumes(MediaType.WILDCARD)
  public JsonObject register(JsonObject body, @Context HttpServletRequest request) {
    var registration = EdgeRegistration.parse(body);
    var fields = new JsonFields(body);
    var told = ToldByCoordinator.parse(fields);
    var calledBack = fields.flag("dial_back").orElse(false);
    fields.check();
    var caller = CallerFilter.caller(request);
    registration.id().ifPresent(id -> ownership.check(caller, id));
    registration
        .id()
        .filter(id -> calledBack)
        .ifPresent(id -> callBack.require(registration.tunnelUrl(), id.value()));
    var coordinator = registry.register(registration, caller.address());
    var answer =
        Json.createObjectBuilder()
            .add("status", "registered")
            .add("role", "edge_coordinator")
            .add("worker_id", coordinator.id().value())
            .add("total_coordinators", registry.live().size())
            .add("message", "Coordinator registered successfully");
    toldEvents.keep(coordinator.id(), told, answer);
    return withOrders(answer, coordinator.id());
  }

  @POST
  @Path("heartbeat")
  @Consumes(MediaType.WILDCARD)
  public JsonObject heartbeat(JsonObject body, @Context HttpServletRequest request) {
    var fields = new JsonFields(body);
    var text = fields.requiredText("worker_id", NodeId.MAX_LENGTH);
    var digest = Digest.read(body, fields);
    var released = fields.texts("released", MAX_RELEASED, NodeId.MAX_LENGTH);
    var pinged = fields.texts("pinged", MAX_PINGED, NodeId.MAX_LENGTH);
    var told = ToldByCoordinator.parse(fields);
    fields.check();
    var id = id(text);
    ownership.check(CallerFilter.caller(request), id);
    registry.heartbeat(id, digest);
    homes.released(id, released);
    homes.pinged(id, pinged);
    var answer = Json.createObjectBuilder().add("status", "ok");
    toldEvents.keep(id, told, answer);
    return withOrders(answer, id);
  }

  @DELETE
  @Path("{id: .+}")
  public JsonObject leave(@PathParam("id") String text, @Context HttpServletRequest request) {
    var id = id(text);
    var caller = CallerFilter.caller(request);
    ownership.check(caller, id);
    registry.leave(id, caller.address());
    return Json.createObjectBuilder()
        .add("status", "ok")
        .add("message", "Coordinator unregistered")
        .build();
  }

  /** Every answer to a coordinator says whose signature to trust and which workers to let go of. */
  private JsonObject withOrders(JsonObjectBuilder answer, NodeId coordinator) {
    var releases = Json.createArrayBuilder();
    for (var release : homes.releases(coordinator)) {
      releases.add(
          Json.createObjectBuilder()
              .add("worker_id", release.worker().value())
              .add("home_epoch", release.epoch()));
    }
    answer.add("router_key", identity.keyId()).add("releases", releases);
    var untold = workerIntents.untold(coordinator);
    if (!untold.isEmpty()) {
      answer.add("intents", Json.createArrayBuilder(untold));
    }
    return answer
        .add("heartbeat_interval_seconds", registry.heartbeatInterval().toSeconds())
        .build();
  }

  private static NodeId id(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw new PlatformException(
          ProblemType.COORDINATOR_NOT_FOUND, "No such coordinator: " + e.getMessage() + ".");
    }
  }
}
