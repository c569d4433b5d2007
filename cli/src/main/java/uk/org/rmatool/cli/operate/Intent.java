package uk.org.rmatool.cli.operate;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/**
 * What operators decided about a node, as the API tells it.
 *
 * @param json the answer
 */
record Intent(JsonObject json) {
  private static final int FULL_WEIGHT = 100;

  /** When it was decided, in milliseconds since 1970; 0 while nothing is. */
  long changedAt() {
    return json.get("changed_at") instanceof JsonNumber at ? at.longValue() : 0;
  }

  String text(String member) {
    return json.get(member) instanceof JsonString text ? text.getString() : "";
  }

  /** Decided is what differs from a node that nobody said anything about. */
  List<String> decisions() {
    var decisions = new ArrayList<>(beside());
    if (json.getBoolean("drain", false)) {
      decisions.addFirst("drained");
    }
    var approval = text("approval");
    if (!approval.isEmpty() && !approval.equals("approved")) {
      decisions.addFirst(approval);
    }
    if (json.get("labels") instanceof JsonObject labels) {
      labels.forEach(
          (name, value) -> {
            if (value instanceof JsonString text) {
              decisions.add("label " + name + "=" + text.getString());
            }
          });
    }
    return decisions;
  }

  /** The decisions that a node may have though it serves. */
  List<String> beside() {
    var decisions = new ArrayList<String>();
    if (json.getBoolean("cordon", false)) {
      decisions.add("cordoned");
    }
    var weight = json.getInt("weight", FULL_WEIGHT);
    if (weight != FULL_WEIGHT) {
      decisions.add("weight " + weight);
    }
    return decisions;
  }

  /** All of it in a line, such as {@code drained, label rack=b2 (disk fails; by 192.0.2.1, …)}. */
  String describe(Times times) {
    var what = decisions().isEmpty() ? "nothing special" : String.join(", ", decisions());
    var told = new ArrayList<String>();
    if (!text("reason").isEmpty()) {
      told.add(times.localised(text("reason")));
    }
    if (changedAt() > 0) {
      var by = text("changed_by").isEmpty() ? "" : "by " + text("changed_by") + ", ";
      told.add(by + times.local(changedAt()));
    }
    return told.isEmpty() ? what : what + " (" + String.join("; ", told) + ")";
  }
}
