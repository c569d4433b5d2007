package uk.org.rmatool.coordinator.registrar;

import java.util.Optional;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;

/** Why the router does not know this coordinator: what came of the tries since it last did. */
final class Refusals {
  /** The first tries of a start may come before the public port is open. */
  private static final int LASTING = 3;

  private static final String OPEN =
      "; open that port to the router, or set the address at which it is (COORDINATOR_PUBLIC_URL;"
          + " SERVICES_BIND, EDGE_PUBLIC_URL of an edge worker)";

  private volatile String last = "not tried yet";
  private volatile int count;

  /** What an answer that is no success says, and what to do about it where that is known. */
  static String reason(Answer answer) {
    var json = answer.json();
    var detail = json.map(it -> it.getString("detail", "")).orElse("");
    var type = json.map(it -> it.getString("type", "")).orElse("");
    return type.equals(ProblemType.COORDINATOR_UNREACHABLE.uri())
        ? detail.replaceAll("\\.$", "") + OPEN
        : "it answered %d %s".formatted(answer.status(), detail);
  }

  /** Takes note of one; says whether it differs from the one before. */
  boolean add(String reason) {
    var differs = !reason.equals(last);
    last = reason;
    count = Math.min(count + 1, LASTING);
    return differs;
  }

  /** The router knows this coordinator. */
  void end() {
    count = 0;
  }

  String last() {
    return last;
  }

  /** The last one, once there were several. */
  Optional<String> lasting() {
    return count < LASTING ? Optional.empty() : Optional.of(last);
  }
}
