package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObject;
import java.time.Duration;
import uk.org.rmatool.api.Json;

/** What a worker is told when it renews. */
final class HeartbeatAnswer {
  private HeartbeatAnswer() {}

  /**
   * The answer.
   *
   * @param worker as it is now
   * @param next when it is to renew again
   */
  static JsonObject of(Worker worker, Duration next) {
    var answer =
        Json.createObjectBuilder()
            .add("status", "ok")
            .add("heartbeat_interval_seconds", next.toSeconds());
    if (worker.ours()) {
      answer.add("assigned_services", Json.createArrayBuilder(worker.assigned()));
    }
    return answer.build();
  }
}
