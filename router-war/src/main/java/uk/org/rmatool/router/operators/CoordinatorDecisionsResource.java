package uk.org.rmatool.router.operators;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.intents.Intents;

/** Operators decide about coordinators. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class CoordinatorDecisionsResource {
  private final CoordinatorRegistry registry;
  private final Intents intents;

  @Inject
  public CoordinatorDecisionsResource(CoordinatorRegistry registry, Intents intents) {
    this.registry = registry;
    this.intents = intents;
  }

  @GET
  @Path("admin/coordinators/{id: .+}/intent")
  public JsonObject intent(@PathParam("id") String id) {
    return intents.of(Subject.COORDINATOR, known(id)).toJson();
  }

  @PATCH
  @Path("admin/coordinators/{id: .+}/intent")
  @Consumes(MediaType.WILDCARD)
  public JsonObject decide(
      @PathParam("id") String id, JsonObject body, @Context HttpServletRequest request) {
    var change = IntentChange.parseFor("coordinators", body);
    var coordinator = known(id);
    var by = CallerFilter.caller(request).address();
    var intent = intents.decide(Subject.COORDINATOR, coordinator, change, by);
    registry.evictIfRejected(coordinator);
    return intent.toJson();
  }

  private NodeId known(String text) {
    var id = Ids.parse(text, ProblemType.COORDINATOR_NOT_FOUND);
    if (registry.find(id).isEmpty() && !intents.isKnown(Subject.COORDINATOR, id)) {
      throw new PlatformException(
          ProblemType.COORDINATOR_NOT_FOUND,
          "Nothing is known here of a coordinator '%s'.".formatted(id));
    }
    return id;
  }
}
