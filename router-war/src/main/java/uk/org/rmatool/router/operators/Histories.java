package uk.org.rmatool.router.operators;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.paging.HistoryPage;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.Event;
import uk.org.rmatool.router.history.EventLog;
import uk.org.rmatool.router.history.Subject;

/** Tells what happened to a node together with how it is. */
@Component
class Histories {
  private static final int RECENT = 50;

  private final EventLog log;

  /**
   * How a node is.
   *
   * @param since when that began, if it is known
   */
  record Now(String state, String why, Optional<Instant> since, Intent intent) {}

  @Inject
  Histories(EventLog log) {
    this.log = log;
  }

  /** The newest events of a node, the newest first. */
  List<Event> recent(Subject subject, NodeId id) {
    return log.page(subject, id, Long.MAX_VALUE, RECENT);
  }

  /** How a node is that is not registered: gone, as its last event says. */
  static Now gone(List<Event> recent, Intent intent) {
    var last = recent.stream().filter(Event::changesState).findFirst();
    return new Now(
        intent.state().filter(state -> state.equals("rejected")).orElse("gone"),
        last.map(event -> "%s at %s: %s".formatted(event.transition(), event.at(), event.reason()))
            .orElse("not registered"),
        last.map(Event::at),
        intent);
  }

  /** When the state began that a node is in. */
  static Optional<Instant> since(List<Event> recent) {
    return recent.stream().filter(Event::changesState).map(Event::at).findFirst();
  }

  /** The answer; times are in milliseconds since 1970. */
  JsonObject answer(Subject subject, NodeId id, Now now, HistoryPage page) {
    var events = log.page(subject, id, page.before(), page.limit());
    var list = Json.createArrayBuilder();
    events.forEach(event -> list.add(event.toJson()));
    return Json.createObjectBuilder()
        .add("worker_id", id.value())
        .add("state", now.state())
        .add("why", now.why())
        .add("since", millis(now.since()))
        .add("intent", now.intent().toJson())
        .add("events", list)
        .add("next", page.next(events, Event::eventId))
        .build();
  }

  private static JsonValue millis(Optional<Instant> time) {
    return time.<JsonValue>map(at -> Json.createValue(at.toEpochMilli())).orElse(JsonValue.NULL);
  }
}
