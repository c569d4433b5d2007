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
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.homes.WorkerIntents;
import uk.org.rmatool.router.intents.Intents;

/** Operators decide about workers of the whole fleet; the worker's coordinator is told at once. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class WorkerDecisionsResource {
  private final Intents intents;
  private final WorkerIntents told;

  @Inject
  public WorkerDecisionsResource(Intents intents, WorkerIntents told) {
    this.intents = intents;
    this.told = told;
  }

  @GET
  @Path("admin/workers/{id: .+}/intent")
  public JsonObject intent(@PathParam("id") String id) {
    return intents.of(Subject.WORKER, known(id)).toJson();
  }

  @PATCH
  @Path("admin/workers/{id: .+}/intent")
  @Consumes(MediaType.WILDCARD)
  public JsonObject decide(
      @PathParam("id") String id, JsonObject body, @Context HttpServletRequest request) {
    var change = IntentChange.parse(body);
    var worker = known(id);
    if (told.isDeployed(worker)) {
      change.refuseBenchmark("workers of the earlier implementation");
    }
    intents.decide(Subject.WORKER, worker, change, CallerFilter.caller(request).address());
    told.tell(worker);
    told.evictIfRejected(worker);
    return intents.of(Subject.WORKER, worker).toJson();
  }

  private NodeId known(String text) {
    var id = Ids.parse(text, ProblemType.WORKER_NOT_FOUND);
    if (!told.isKnown(id)) {
      throw new PlatformException(
          ProblemType.WORKER_NOT_FOUND, "Nothing is known here of a worker '%s'.".formatted(id));
    }
    return id;
  }
}
