package uk.org.rmatool.coordinator.directory;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.History;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;
import uk.org.rmatool.platform.http.CallerFilter;
import uk.org.rmatool.platform.identity.Ownership;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.intent.IntentChange;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;

/** What operators ask about workers, and what they decide about them. */
@Component
@Path("/api/admin/workers")
@Produces(MediaType.APPLICATION_JSON)
public class AdminWorkersResource {
  /** The events that states begin with; all others begin with a registration. */
  private static final Map<String, Set<String>> BEGINNINGS =
      Map.of(
          "suspect", Set.of("suspected"),
          "degraded", Set.of("degraded"),
          "held_back", Set.of("held_back"),
          "drained", Set.of("drained"),
          "pending", Set.of("pending"),
          "rejected", Set.of("rejected"));

  private final WorkerList list;
  private final Fleet fleet;
  private final WorkerRegistry registry;
  private final History history;
  private final Ownership ownership;
  private final Clock clock;

  @Inject
  public AdminWorkersResource(
      WorkerList list,
      Fleet fleet,
      WorkerRegistry registry,
      History history,
      Ownership ownership,
      Clock clock) {
    this.list = list;
    this.fleet = fleet;
    this.registry = registry;
    this.history = history;
    this.ownership = ownership;
    this.clock = clock;
  }

  @GET
  public Response workers(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @Context Request request) {
    var now = clock.instant();
    return list.answer(
        Page.of(limit, cursor),
        request,
        worker -> WorkerJson.judged(worker, fleet, now).build(),
        view ->
            json -> json.write("total", view.workers().size()).write("healthy", view.healthy()));
  }

  @GET
  @Path("{id: .+}")
  public JsonObject worker(@PathParam("id") String text) {
    var id = id(text);
    return fleet
        .find(id)
        .map(worker -> WorkerJson.judged(worker, fleet, clock.instant()).build())
        .orElseThrow(() -> unknown(text));
  }

  @GET
  @Path("{id: .+}/history")
  public JsonObject history(
      @PathParam("id") String text,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    var page = HistoryPage.parse(limit, cursor);
    var id = id(text);
    var events = history.of(id, page.before(), page.limit());
    var worker = fleet.find(id);
    if (worker.isEmpty() && events.isEmpty() && fleet.intent(id).equals(Intent.NONE)) {
      throw unknown(text);
    }
    var answer = Json.createObjectBuilder().add("worker_id", id.value());
    worker.ifPresentOrElse(
        known -> {
          var standing = fleet.standing(known);
          answer.add("state", standing.state()).add("why", standing.why());
          answer.add("since", since(standing.state(), events));
        },
        () -> gone(answer, events));
    var rows = Json.createArrayBuilder();
    events.forEach(
        event ->
            rows.add(
                Json.createObjectBuilder()
                    .add("event_id", event.eventId())
                    .add("at", event.at().toEpochMilli())
                    .add("transition", event.transition())
                    .add("reason", event.reason())));
    return answer
        .add("intent", fleet.intent(id).toJson())
        .add("events", rows)
        .add("next", page.next(events, History.Event::eventId))
        .build();
  }

  private static void gone(JsonObjectBuilder answer, List<History.Event> events) {
    var last = events.stream().findFirst();
    answer
        .add("state", "gone")
        .add(
            "why",
            last.map(event -> event.transition() + ": " + event.reason())
                .orElse("it has not registered here"));
    answer.add("since", time(last.map(History.Event::at)));
  }

  /** When a state began, as far as these events tell. */
  private static JsonValue since(String state, List<History.Event> events) {
    var beginnings = BEGINNINGS.getOrDefault(state, Set.of("registered", "reregistered"));
    return time(
        events.stream()
            .filter(event -> beginnings.contains(event.transition()))
            .findFirst()
            .map(History.Event::at));
  }

  private static JsonValue time(Optional<Instant> time) {
    return time.<JsonValue>map(at -> Json.createValue(at.toEpochMilli())).orElse(JsonValue.NULL);
  }

  @GET
  @Path("{id: .+}/intent")
  public JsonObject intent(@PathParam("id") String text) {
    var id = id(text);
    requireKnown(id);
    return fleet.intent(id).toJson();
  }

  private void requireKnown(NodeId id) {
    if (fleet.find(id).isEmpty() && !history.isKnown(id)) {
      throw unknown(id.value());
    }
  }

  /** An operator's change; from our router, which says when it was decided, a whole intent. */
  @PATCH
  @Path("{id: .+}/intent")
  @Consumes(MediaType.WILDCARD)
  public JsonObject decide(
      @PathParam("id") String text, JsonObject body, @Context HttpServletRequest request) {
    var id = id(text);
    var caller = CallerFilter.caller(request);
    if (ownership.viaRouter(caller) && body.containsKey("changed_at")) {
      requireKnown(id);
      registry.decide(id, Intent.fromJson(body));
      return fleet.intent(id).toJson();
    }
    var change = IntentChange.parse(body);
    requireKnown(id);
    if (fleet.find(id).filter(worker -> !worker.ours()).isPresent()) {
      change.refuseBenchmark("workers of the earlier implementation");
    }
    return registry.change(id, change, caller.address()).toJson();
  }

  private static NodeId id(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      throw unknown(text);
    }
  }

  private static PlatformException unknown(String id) {
    return new PlatformException(
        ProblemType.WORKER_NOT_FOUND,
        "Worker not found: nothing is known of '%s' here.".formatted(id));
  }
}
