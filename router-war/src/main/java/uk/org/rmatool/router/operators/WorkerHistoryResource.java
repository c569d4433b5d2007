package uk.org.rmatool.router.operators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.Event;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.homes.WorkerStanding;
import uk.org.rmatool.router.intents.Intents;
import uk.org.rmatool.router.operators.Histories.Now;

/** How a worker of the fleet is, why, and what happened to it. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class WorkerHistoryResource {
  private final WorkerStanding standing;
  private final Intents intents;
  private final Histories histories;

  @Inject
  public WorkerHistoryResource(WorkerStanding standing, Intents intents, Histories histories) {
    this.standing = standing;
    this.intents = intents;
    this.histories = histories;
  }

  @GET
  @Path("admin/workers/{id: .+}")
  public JsonObject worker(@PathParam("id") String text) {
    var id = Ids.parse(text, ProblemType.WORKER_NOT_FOUND);
    var recent = histories.recent(Subject.WORKER, id);
    var seen = look(id, "", recent);
    var now = now(id, seen, recent);
    var json = Json.createObjectBuilder(seen.orElse(JsonValue.EMPTY_JSON_OBJECT));
    return json.add("worker_id", id.value())
        .add("state", now.state())
        .add("why", now.why())
        .add("intent", now.intent().toJson())
        .build();
  }

  @GET
  @Path("admin/workers/{id: .+}/history")
  public JsonObject history(
      @PathParam("id") String text,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = HistoryPage.parse(limit, cursor);
    var id = Ids.parse(text, ProblemType.WORKER_NOT_FOUND);
    var recent = histories.recent(Subject.WORKER, id);
    var now = now(id, look(id, "/history?limit=1", recent), recent);
    return histories.answer(Subject.WORKER, id, now, page);
  }

  /** History says how one was that no coordinator could be asked about. */
  private Optional<JsonObject> look(NodeId id, String more, List<Event> recent) {
    try {
      return standing.look(id, more);
    } catch (PlatformException e) {
      if (isUnknown(id, recent)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private boolean isUnknown(NodeId id, List<Event> recent) {
    return recent.isEmpty() && intents.of(Subject.WORKER, id).changedAt() == 0;
  }

  private Now now(NodeId id, Optional<JsonObject> seen, List<Event> recent) {
    var intent = intents.of(Subject.WORKER, id);
    if (seen.isPresent()) {
      var since =
          seen.get().get("since") instanceof JsonNumber at
              ? Optional.of(Instant.ofEpochMilli(at.longValue()))
              : Histories.since(recent);
      var state = seen.get().getString("state", "serving");
      return new Now(
          intent.state().filter(decided -> !state.equals("gone")).orElse(state),
          intent
              .state()
              .filter(decided -> !state.equals("gone"))
              .map(decided -> intent.describe())
              .orElse(seen.get().getString("why", "registered")),
          since,
          intent);
    }
    if (isUnknown(id, recent)) {
      throw new PlatformException(
          ProblemType.WORKER_NOT_FOUND, "Nothing is known here of a worker '%s'.".formatted(id));
    }
    return Histories.gone(recent, intent);
  }
}
