package uk.org.rmatool.system.dht;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** The DHT of a platform as {@code ./rma up} starts it. */
@ExtendWith(SharedPlatform.class)
class DhtOnOneMachineIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @Test
  void theCoordinatorHasANodeThatTheRouterTellsOf(Platform platform) {
    var topology = platform.coordinator().get("/api/dht/topology").object();
    assertThat(topology.getBoolean("dht_enabled")).isTrue();
    var self = topology.getJsonArray("nodes").getJsonObject(0);
    assertThat(self.getString("id")).isEqualTo(topology.getString("node_id"));
    var seeds = platform.router().get("/api/dht/bootstrap").object().getJsonArray("seeds");
    assertThat(seeds.getValuesAs(JsonObject.class))
        .extracting(seed -> seed.getInt("dht_port"))
        .contains(self.getInt("port"));
    assertThat(platform.router().get("/api/dht/stats").object().getBoolean("dht_enabled")).isTrue();
    var own = platform.coordinator().get("/api/dht/bootstrap").object();
    assertThat(own.getJsonArray("seeds").getValuesAs(JsonObject.class))
        .filteredOn(seed -> seed.getBoolean("coordinator", false))
        .extracting(seed -> seed.getInt("dht_port"))
        .containsExactly(self.getInt("port"));
    assertThat(own.getInt("seed_count")).isEqualTo(own.getJsonArray("seeds").size());
  }

  @Test
  void theTopologyLeadsFromTheCoordinatorToWhomItKnows(Platform platform) {
    Await.until(
        "the coordinator's node knows another",
        DEADLINE,
        () -> {
          var topology = platform.coordinator().get("/api/dht/topology").object();
          return topology.getJsonArray("edges").getValuesAs(JsonObject.class).stream()
              .anyMatch(edge -> edge.getString("source").equals(topology.getString("node_id")));
        });
  }

  @Test
  void theCommandFindsTheWorkerThatReadsDocuments(Platform platform) {
    Await.until(
        "the worker is listed in the DHT",
        DEADLINE,
        () -> rma(platform, "providers", "document-processing").status() == 0);
    var id = platform.worker().get("/health").object().getString("worker_id");
    var trace = rma(platform, "lookup", "--trace", "worker:" + id);
    assertThat(trace.text()).contains("HOP", "127.0.0.1", "\"worker_id\":\"" + id + "\"");
    assertThat(rma(platform, "peers").text()).contains("the coordinator's own");
    var got = rma(platform, "get", "worker:" + id);
    assertThat(got.status()).isZero();
    assertThat(got.text()).contains("\"worker_id\":\"" + id + "\"");
    assertThat(rma(platform, "get", "worker:nobody").status()).isEqualTo(3);
  }

  private static Platform.Output rma(Platform platform, String... arguments) {
    var all = new ArrayList<>(List.of("dht"));
    all.addAll(List.of(arguments));
    return platform.rma(all.toArray(String[]::new));
  }

  @Test
  void bothNodesAreFoundToBeReachable(Platform platform) {
    Await.until(
        "a ping of the router's reaches the coordinator's node",
        DEADLINE,
        () ->
            platform
                .coordinator()
                .get("/api/dht/stats")
                .object()
                .getString("reach")
                .equals("open"));
    Await.until(
        "and the worker's",
        DEADLINE,
        () ->
            platform
                .management("worker")
                .get("/health/ready")
                .check("dht")
                .filter(check -> check.getJsonObject("data").getString("reach").equals("open"))
                .isPresent());
    assertThat(rma(platform, "peers").text()).contains("the coordinator's own, open");
  }

  @Test
  void healthAndMetricsShowTheNode(Platform platform) {
    var check = platform.management("coordinator").get("/health/ready").check("dht").orElseThrow();
    assertThat(check.getString("status")).isEqualTo("UP");
    assertThat(check.getJsonObject("data").getString("state")).isIn("alone", "joined");
    assertThat(platform.coordinator().get("/metrics").text()).contains("rma_dht_peers ");
    assertThat(platform.worker().get("/metrics").text())
        .contains("rma_dht_peers ", "rma_worker_registered 1");
  }
}
