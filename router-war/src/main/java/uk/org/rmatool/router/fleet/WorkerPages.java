package uk.org.rmatool.router.fleet;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.paging.PageQuery;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.fleet.Fleet.Replies;

/**
 * Tells the fleet's workers in parts: one coordinator after the other, in the order of their ids. A
 * part may have fewer entries than asked for; the last one has no <code>next</code>.
 */
@Component
class WorkerPages {
  private static final int MAX_ASKED = 16;

  private final Fleet fleet;
  private final CoordinatorRegistry coordinators;

  /**
   * Where a page begins.
   *
   * @param coordinator with this one, or the next that is there
   * @param cursor the coordinator's own cursor; empty for its first worker
   */
  record Place(String coordinator, String cursor) {
    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((coordinator + "\n" + cursor).getBytes(StandardCharsets.UTF_8));
    }

    static Place decode(String text) {
      try {
        var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        var end = parts.indexOf('\n');
        if (end >= 0) {
          return new Place(parts.substring(0, end), parts.substring(end + 1));
        }
      } catch (IllegalArgumentException e) {
        // is no place either
      }
      throw PageQuery.badCursor();
    }
  }

  @Inject
  WorkerPages(Fleet fleet, CoordinatorRegistry coordinators) {
    this.fleet = fleet;
    this.coordinators = coordinators;
  }

  /** The part that is asked for of the list that coordinators have at this path. */
  JsonObject page(String path, PageQuery query) {
    var from = query.cursor().map(Place::decode).orElse(new Place("", ""));
    var all =
        coordinators.live().stream()
            .filter(c -> c.id().value().compareTo(from.coordinator()) >= 0)
            .sorted(Comparator.comparing(Coordinator::id))
            .toList();
    var workers = new ArrayList<JsonObject>();
    var unreachable = Json.createArrayBuilder();
    Optional<Place> next = Optional.empty();
    for (int i = 0; i < all.size() && next.isEmpty(); i++) {
      var id = all.get(i).id();
      if (workers.size() == query.limit() || i == MAX_ASKED) {
        next = Optional.of(new Place(id.value(), ""));
      } else {
        var cursor = id.value().equals(from.coordinator()) ? from.cursor() : "";
        var replies = ask(path, all.get(i), cursor, query.limit() - workers.size());
        replies.unreachable().forEach(unreachable::add);
        next = take(replies, id, cursor, query.limit(), workers);
      }
    }
    var list = Json.createArrayBuilder();
    workers.forEach(list::add);
    return Json.createObjectBuilder()
        .add("workers", list)
        .add(
            "next",
            next.<JsonValue>map(place -> Json.createValue(place.encoded())).orElse(JsonValue.NULL))
        .add("unreachable", unreachable)
        .build();
  }

  private Replies ask(String path, Coordinator coordinator, String cursor, int limit) {
    var more =
        cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    return Sieve.workers(fleet.ask(coordinator, path + "?limit=" + limit + more));
  }

  /**
   * Adds the workers of one coordinator; gives where the next part begins if this is not its last.
   * One that knows no parts says all it has, of which the part is taken here.
   */
  private static Optional<Place> take(
      Replies replies, NodeId coordinator, String cursor, int limit, List<JsonObject> workers) {
    for (var reply : replies.answers()) {
      var found =
          Merge.lists(List.of(reply), "workers").getValuesAs(JsonObject.class).stream()
              .filter(
                  worker -> reply.json().containsKey("next") || id(worker).compareTo(cursor) > 0)
              .sorted(Comparator.comparing(WorkerPages::id))
              .toList();
      var room = limit - workers.size();
      workers.addAll(found.subList(0, Math.min(room, found.size())));
      if (reply.json().get("next") instanceof JsonString next) {
        return Optional.of(new Place(coordinator.value(), next.getString()));
      }
      if (found.size() > room) {
        return Optional.of(new Place(coordinator.value(), id(found.get(room - 1))));
      }
    }
    return Optional.empty();
  }

  private static String id(JsonObject worker) {
    return worker.getString("worker_id", "");
  }
}
