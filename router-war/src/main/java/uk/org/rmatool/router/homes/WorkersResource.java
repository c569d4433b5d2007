package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.FieldError;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.wiring.Component;

/** Workers register, renew and leave through the router; their coordinator answers. */
@Component
@Path("/api/worker")
public class WorkersResource {
  private final WorkerCalls calls;
  private final Ownership ownership;

  @Inject
  public WorkersResource(WorkerCalls calls, Ownership ownership) {
    this.calls = calls;
    this.ownership = ownership;
  }

  @POST
  @Path("register")
  @Consumes(MediaType.WILDCARD)
  public Response register(JsonObject body, @Context HttpServletRequest request) {
    Optional<NodeId> worker =
        body.get("worker_id") instanceof JsonString text && !text.getString().isBlank()
            ? Optional.of(id(text.getString()))
            : Optional.empty();
    worker.ifPresent(id -> ownership.check(CallerFilter.caller(request), id));
    return passed(calls.register(worker, body));
  }

  @POST
  @Path("heartbeat")
  @Consumes(MediaType.WILDCARD)
  public Response heartbeat(JsonObject body, @Context HttpServletRequest request) {
    var fields = new JsonFields(body);
    var text = fields.requiredText("worker_id", NodeId.MAX_LENGTH);
    fields.check();
    var worker = id(text);
    ownership.check(CallerFilter.caller(request), worker);
    return passed(calls.heartbeat(worker, body.toString()));
  }

  @DELETE
  @Path("unregister/{id: .+}")
  public Response unregister(@PathParam("id") String text, @Context HttpServletRequest request) {
    var worker = id(text);
    ownership.check(CallerFilter.caller(request), worker);
    return passed(calls.unregister(worker));
  }

  @GET
  @Path("find/{service}")
  public Response find(@PathParam("service") String service) {
    return passed(calls.find(service));
  }

  private static Response passed(Answer answer) {
    var response =
        Response.status(answer.status())
            .type(answer.contentType().orElse(MediaType.APPLICATION_JSON))
            .entity(answer.body());
    answer.retryAfter().ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, after));
    return response.build();
  }

  private static NodeId id(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw PlatformException.invalidFields(
          List.of(new FieldError("worker_id", e.getMessage() + ".")));
    }
  }
}
