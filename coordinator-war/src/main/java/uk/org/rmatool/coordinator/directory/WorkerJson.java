package uk.org.rmatool.coordinator.directory;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;

/** How a worker looks in lists. */
final class WorkerJson {
  private WorkerJson() {}

  /** The worker as it registered and as it said last. */
  static JsonObjectBuilder of(Worker worker) {
    var json =
        Json.createObjectBuilder()
            .add("worker_id", worker.id().value())
            .add("tunnel_url", worker.tunnelUrl().toString())
            .add("vpn_ip", worker.vpnIp().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
            .add("capabilities", worker.capabilities())
            .add("worker_type", worker.type().wireName())
            .add("tier", worker.type().tier())
            .add("assigned_services", Json.createArrayBuilder(worker.assigned()))
            .add("services", Json.createArrayBuilder(worker.services()))
            .add("containers", Json.createArrayBuilder(worker.containers()))
            .add("registered_at", Timestamps.format(worker.registeredAt()))
            .add("last_heartbeat", Timestamps.format(worker.lastSeenAt()))
            .add("tasks_completed", 0)
            .add("home_epoch", worker.homeEpoch());
    worker.heartbeat().addTo(json);
    return json;
  }

  /** The same, with what the registry thinks of it. */
  static JsonObjectBuilder judged(Worker worker, Fleet fleet, Instant now) {
    var age = Duration.between(worker.lastSeenAt(), now).toNanos() / 1e9;
    var standing = fleet.standing(worker);
    return of(worker)
        .add("age_seconds", Math.max(0, age))
        .add("lease", fleet.state(worker).name().toLowerCase(Locale.ROOT))
        .add(
            "suspect",
            fleet.suspicion(worker.id()).<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
        .add("state", standing.state())
        .add("why", standing.why())
        .add("intent", fleet.intent(worker.id()).toJson())
        .add("is_healthy", fleet.isHealthy(worker));
  }
}
