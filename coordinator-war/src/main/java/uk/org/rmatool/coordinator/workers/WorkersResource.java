package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.wiring.Component;

/** Workers announce themselves here, renew, and leave. */
@Component
@Path("/api/worker")
@Produces(MediaType.APPLICATION_JSON)
public class WorkersResource {
  private final WorkerRegistry registry;
  private final Ownership ownership;
  private final Fleet fleet;
  private final Enrolment enrolment;

  @Inject
  public WorkersResource(
      WorkerRegistry registry, Ownership ownership, Fleet fleet, Enrolment enrolment) {
    this.registry = registry;
    this.ownership = ownership;
    this.fleet = fleet;
    this.enrolment = enrolment;
  }

  @POST
  @Path("register")
  @Consumes(MediaType.WILDCARD)
  public JsonObject register(JsonObject body, @Context HttpServletRequest request) {
    return enrolment.register(body, CallerFilter.caller(request));
  }

  @POST
  @Path("heartbeat")
  @Consumes(MediaType.WILDCARD)
  public JsonObject heartbeat(JsonObject body, @Context HttpServletRequest request) {
    var fields = new JsonFields(body);
    var id = fields.requiredText("worker_id", NodeId.MAX_LENGTH);
    var heartbeat = Heartbeat.read(fields);
    fields.check();
    return enrolment.renew(id(id), heartbeat, CallerFilter.caller(request));
  }

  @DELETE
  @Path("unregister/{id: .+}")
  public JsonObject unregister(@PathParam("id") String id, @Context HttpServletRequest request) {
    var caller = CallerFilter.caller(request);
    var worker = id(id);
    if (fleet.find(worker).isPresent()) {
      ownership.check(caller, worker);
    }
    registry.deregister(
        worker, "asked for by " + (ownership.viaRouter(caller) ? "the router" : caller.address()));
    return Json.createObjectBuilder()
        .add("status", "ok")
        .add("message", "Worker unregistered")
        .build();
  }

  private static NodeId id(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw new PlatformException(
          ProblemType.WORKER_NOT_FOUND, "Worker not found: " + e.getMessage() + ".");
    }
  }
}
