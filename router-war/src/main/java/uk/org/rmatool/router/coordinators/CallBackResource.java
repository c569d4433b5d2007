package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.wiring.Component;

/** Calls an edge program at its public address, so that it learns whether it can be reached. */
@Component
@Path("/api/dialback")
@Produces(MediaType.APPLICATION_JSON)
public class CallBackResource {
  private final CallBack callBack;

  @Inject
  public CallBackResource(CallBack callBack) {
    this.callBack = callBack;
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  public JsonObject call(JsonObject body, @Context HttpServletRequest request) {
    var fields = new JsonFields(body);
    var address = fields.requiredAddress("url");
    var node = fields.requiredText("node", NodeId.MAX_LENGTH);
    fields.check();
    var caller = CallerFilter.caller(request).address();
    return answer(address, node, caller);
  }

  private JsonObject answer(URI address, String node, String caller) {
    var problem = callBack.asked(caller, address, node);
    return Json.createObjectBuilder()
        .add("url", address.toString())
        .add("reachable", problem.isEmpty())
        .add("reason", problem.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .build();
  }
}
