package uk.org.rmatool.router.history;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One transition of one node.
 *
 * @param eventId its number here
 * @param at when it happened
 * @param transition one word, such as <code>registered</code>
 * @param reason why
 * @param coordinator the coordinator that it was at, or that told it
 */
public record Event(
    long eventId, Instant at, String transition, String reason, Optional<String> coordinator) {

  private static final Set<String> NO_NEW_STATE =
      Set.of(
          "reregistered",
          "weighted",
          "labelled",
          "noted",
          "benchmark_asked",
          "cordoned",
          "uncordoned");

  /** Whether the node's state may be another since then. */
  public boolean changesState() {
    return !NO_NEW_STATE.contains(transition);
  }

  /** Times are in milliseconds since 1970. */
  public JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("event_id", eventId)
            .add("at", at.toEpochMilli())
            .add("transition", transition)
            .add("reason", reason);
    coordinator.ifPresent(id -> json.add("coordinator", id));
    return json.build();
  }
}
