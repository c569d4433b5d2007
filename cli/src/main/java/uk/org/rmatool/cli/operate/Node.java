package uk.org.rmatool.cli.operate;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A worker or a coordinator as the API tells of it. What an answer lacks, or has in another form,
 * is absent here.
 *
 * @param kind which it is
 * @param json the answer
 */
record Node(Kind kind, JsonObject json) {
  static final String SERVING = "serving";
  static final String GONE = "gone";

  String id() {
    return text("worker_id");
  }

  /** The text of a member; empty without one. */
  String text(String member) {
    return json.get(member) instanceof JsonString text ? text.getString() : "";
  }

  OptionalDouble number(String member) {
    return json.get(member) instanceof JsonNumber number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** The state; of a coordinator that does not tell it, what its judgement comes to. */
  String state() {
    var told = text("state");
    if (!told.isEmpty()) {
      return told;
    }
    if (text("lease").equals("degraded")) {
      return "degraded";
    }
    return text("suspect").isEmpty() ? SERVING : "suspect";
  }

  boolean serves() {
    return state().equals(SERVING);
  }

  String why() {
    var told = text("why");
    return told.isEmpty() ? text("suspect") : told;
  }

  /** What operators decided about it, if the answer tells. */
  Optional<Intent> intent() {
    return json.get("intent") instanceof JsonObject intent
        ? Optional.of(new Intent(intent))
        : Optional.empty();
  }

  /** The services that run, or, of a worker that does not report them, those that it was given. */
  List<String> services() {
    if (json.get("services_status") instanceof JsonObject states && !states.isEmpty()) {
      return states.entrySet().stream()
          .filter(
              entry -> entry.getValue() instanceof JsonString s && s.getString().equals("running"))
          .map(entry -> entry.getKey())
          .sorted()
          .toList();
    }
    return json.get("assigned_services") instanceof JsonArray assigned
        ? assigned.stream().filter(JsonString.class::isInstance).map(Node::string).sorted().toList()
        : List.of();
  }

  /** The services that do not run, and how each is. */
  Map<String, String> troubles() {
    var troubles = new TreeMap<String, String>();
    if (json.get("services_status") instanceof JsonObject states) {
      states.forEach(
          (service, state) -> {
            if (state instanceof JsonString text && !text.getString().equals("running")) {
              troubles.put(service, text.getString());
            }
          });
    }
    return troubles;
  }

  private static String string(JsonValue value) {
    return ((JsonString) value).getString();
  }
}
