package uk.org.rmatool.coordinator.directory;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.coordinator.workers.WorkerRegistry;

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
            .add("last_heartbeat", Timestamps.format(worker.lastSeen()))
            .add("tasks_completed", 0)
            .add("home_epoch", worker.homeEpoch());
    worker.heartbeat().addTo(json);
    return json;
  }

  /** The same, with what the registry thinks of it. */
  static JsonObjectBuilder judged(Worker worker, WorkerRegistry registry, Instant now) {
    var age = Duration.between(worker.lastSeen(), now).toNanos() / 1e9;
    return of(worker)
        .add("age_seconds", Math.max(0, age))
        .add("lease", registry.state(worker).name().toLowerCase(Locale.ROOT))
        .add(
            "suspect",
            registry
                .suspicion(worker.id())
                .<JsonValue>map(Json::createValue)
                .orElse(JsonValue.NULL))
        .add("is_healthy", registry.isHealthy(worker));
  }
}
