package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.dht.ShardCounts;

/** What a worker is told when it renews. */
final class HeartbeatAnswer {
  private HeartbeatAnswer() {}

  /**
   * The answer.
   *
   * @param worker as it is now
   * @param shards into how many the DHT divides the providers of each service
   * @param next when it is to renew again
   */
  static JsonObjectBuilder of(Worker worker, ShardCounts shards, Duration next) {
    var answer =
        Json.createObjectBuilder()
            .add("status", "ok")
            .add("heartbeat_interval_seconds", next.toSeconds());
    if (worker.ours()) {
      answer
          .add("assigned_services", Json.createArrayBuilder(worker.assigned()))
          .add("dht_shards", shards(worker, shards));
    }
    return answer;
  }

  static JsonObjectBuilder shards(Worker worker, ShardCounts shards) {
    var json = Json.createObjectBuilder();
    worker.assigned().forEach(service -> json.add(service, shards.count(service)));
    return json;
  }
}
