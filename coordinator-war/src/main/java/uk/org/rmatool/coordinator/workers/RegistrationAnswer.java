package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObjectBuilder;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.coordinator.catalogue.Catalogue;
import uk.org.rmatool.dht.ShardCounts;

/** What a worker is told when it has registered. */
final class RegistrationAnswer {
  private RegistrationAnswer() {}

  /**
   * The answer.
   *
   * @param shards into how many the DHT divides the providers of each service
   * @param interval seconds after which it is to renew
   */
  static JsonObjectBuilder of(
      Worker worker, Catalogue catalogue, ShardCounts shards, long interval) {
    var configs = Json.createArrayBuilder();
    for (var name : worker.assigned()) {
      catalogue
          .find(name)
          .ifPresent(
              service ->
                  configs.add(
                      Json.createObjectBuilder()
                          .add("name", service.name())
                          .add("port", service.port())
                          .add("priority", service.priority())));
    }
    return Json.createObjectBuilder()
        .add("status", "registered")
        .add("worker_id", worker.id().value())
        .add("worker_type", worker.type().wireName())
        .add("tier", worker.type().tier())
        .add("assigned_services", Json.createArrayBuilder(worker.assigned()))
        .add("service_configs", configs)
        .add("message", "Worker registered with %d service(s)".formatted(worker.assigned().size()))
        .add("dht_shards", HeartbeatAnswer.shards(worker, shards))
        .add("home_epoch", worker.homeEpoch())
        .add("heartbeat_interval_seconds", interval);
  }
}
