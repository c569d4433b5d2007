package uk.org.rmatool.router.coordinators;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;

/** A coordinator as operators see it. */
public final class CoordinatorJson {
  private CoordinatorJson() {}

  /** Times are in milliseconds since 1970. */
  public static JsonObject of(Coordinator coordinator, CoordinatorRegistry registry) {
    var standing = registry.standing(coordinator);
    return Json.createObjectBuilder()
        .add("worker_id", coordinator.id().value())
        .add("tunnel_url", coordinator.tunnelUrl().toString())
        .add("location", coordinator.location())
        .add("dht_port", numberOrNull(coordinator.dhtPort()))
        .add("worker_count", numberOrNull(coordinator.digest().workers()))
        .add("service_count", numberOrNull(coordinator.digest().served()))
        .add("registered_at", coordinator.registeredAt().toEpochMilli())
        .add("last_seen", coordinator.lastSeen().toEpochMilli())
        .add("reachable", registry.isAvailable(coordinator))
        .add(
            "suspect",
            registry
                .suspicion(coordinator.id())
                .<JsonValue>map(Json::createValue)
                .orElse(JsonValue.NULL))
        .add("state", standing.state())
        .add("why", standing.why())
        .add("intent", registry.intent(coordinator.id()).toJson())
        .build();
  }

  private static JsonValue numberOrNull(Optional<Integer> number) {
    return number.<JsonValue>map(Json::createValue).orElse(JsonValue.NULL);
  }
}
