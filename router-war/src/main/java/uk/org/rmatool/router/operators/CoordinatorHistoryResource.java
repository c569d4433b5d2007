package uk.org.rmatool.router.operators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.CoordinatorJson;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.history.Event;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.operators.Histories.Now;

/** How a coordinator is, why, and what happened to it. */
@Component
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class CoordinatorHistoryResource {
  private final CoordinatorRegistry registry;
  private final Histories histories;

  @Inject
  public CoordinatorHistoryResource(CoordinatorRegistry registry, Histories histories) {
    this.registry = registry;
    this.histories = histories;
  }

  @GET
  @Path("admin/coordinators/{id: .+}")
  public JsonObject coordinator(@PathParam("id") String text) {
    var id = Ids.parse(text, ProblemType.COORDINATOR_NOT_FOUND);
    var coordinator = registry.find(id);
    if (coordinator.isPresent()) {
      return CoordinatorJson.of(coordinator.get(), registry);
    }
    var now = now(id, histories.recent(Subject.COORDINATOR, id));
    return Json.createObjectBuilder()
        .add("worker_id", id.value())
        .add("state", now.state())
        .add("why", now.why())
        .add("intent", now.intent().toJson())
        .build();
  }

  @GET
  @Path("admin/coordinators/{id: .+}/history")
  public JsonObject history(
      @PathParam("id") String text,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = HistoryPage.parse(limit, cursor);
    var id = Ids.parse(text, ProblemType.COORDINATOR_NOT_FOUND);
    var now = now(id, histories.recent(Subject.COORDINATOR, id));
    return histories.answer(Subject.COORDINATOR, id, now, page);
  }

  private Now now(NodeId id, List<Event> recent) {
    var coordinator = registry.find(id);
    var intent = registry.intent(id);
    if (coordinator.isPresent()) {
      var standing = registry.standing(coordinator.get());
      var since = Histories.since(recent).or(() -> Optional.of(coordinator.get().registeredAt()));
      return new Now(standing.state(), standing.why(), since, intent);
    }
    if (recent.isEmpty() && intent.changedAt() == 0) {
      throw new PlatformException(
          ProblemType.COORDINATOR_NOT_FOUND,
          "Nothing is known here of a coordinator '%s'.".formatted(id));
    }
    return Histories.gone(recent, intent);
  }
}
