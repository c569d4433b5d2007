package uk.org.rmatool.system.dht;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** The DHT of a platform as {@code ./rma up} starts it. */
@ExtendWith(SharedPlatform.class)
class DhtOnOneMachineIT {
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
  }

  @Test
  void healthAndMetricsShowTheNode(Platform platform) {
    var checks =
        platform
            .management("coordinator")
            .get("/health/ready")
            .object()
            .getJsonArray("checks")
            .getValuesAs(JsonObject.class);
    assertThat(checks)
        .filteredOn(check -> check.getString("name").equals("dht"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.getString("status")).isEqualTo("UP");
              assertThat(check.getJsonObject("data").getString("state")).isIn("alone", "joined");
            });
    assertThat(platform.coordinator().get("/metrics").text()).contains("rma_dht_peers ");
  }
}
