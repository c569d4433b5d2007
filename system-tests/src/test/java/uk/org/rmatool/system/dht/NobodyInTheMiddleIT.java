package uk.org.rmatool.system.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Checkout;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Workers of regions that have no router find each other. */
@ExtendWith(SharedPlatform.class)
class NobodyInTheMiddleIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String SERVICE = "document-processing";

  private final Map<String, String> documents =
      Map.of("SERVICES_HOME", Checkout.services().toString());
  private final DhtServers servers = new DhtServers();

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void afterTheCoordinatorsOfBothAreGone(Platform platform) throws Exception {
    var udp = FreePorts.udp();
    var first = servers.coordinator(platform, "one", udp, Map.of());
    var second =
        servers.coordinator(
            platform, "two", FreePorts.udp(), Map.of("DHT_SEEDS", DhtServers.HOST + ":" + udp));
    var provider = servers.worker("provider", first, documents);
    var asker = servers.worker("asker", second, Map.of());
    Await.until("the asker knows the other three nodes", DEADLINE, () -> peers(asker) >= 3);
    Await.until("the provider knows the other three", DEADLINE, () -> peers(provider) >= 3);
    first.kill();
    second.kill();
    var answer =
        Await.value(
            "the asker passes calls on",
            DEADLINE,
            () ->
                Optional.of(asker.http().get("/service/" + SERVICE + "/health"))
                    .filter(got -> got.status() == 200));
    assertThat(answer.status()).isEqualTo(200);
    var routing = DhtServers.routing(asker);
    assertThat(routing.getInt("dht_lookups")).isPositive();
    assertThat(routing.getInt("forwarded_requests")).isPositive();
  }

  @Test
  void wherePingsOfOthersReachNone(Platform platform) throws Exception {
    var coordinator = servers.coordinator(platform, "clients", FreePorts.udp(), Map.of());
    var provider = servers.worker("behind-nat", coordinator, asClient(documents));
    var asker = servers.worker("behind-another", coordinator, asClient(Map.of()));
    for (var worker : new Server[] {provider, asker}) {
      Await.until(
          "the worker is its coordinator's client",
          DEADLINE,
          () -> DhtServers.node(worker).getString("reach", "").equals("client"));
    }
    Await.until(
        "the coordinator's node, which knows no other, finds the provider",
        DEADLINE,
        () ->
            !coordinator
                .http()
                .get("/api/dht/providers/" + SERVICE)
                .object()
                .getJsonArray("providers")
                .isEmpty());
    assertThat(coordinator.http().get("/api/dht/stats").object().getInt("peers")).isZero();
    assertThat(asker.http().get("/service/" + SERVICE + "/health").status()).isEqualTo(200);
    var routing = DhtServers.routing(asker);
    assertThat(routing.getInt("dht_lookups")).isPositive();
    assertThat(routing.getInt("http_lookups")).as("the DHT is asked first").isZero();
    Await.until(
        "nobody is told to begin with a node that hears nobody",
        DEADLINE,
        () -> coordinator.http().get("/api/dht/bootstrap").object().getInt("seed_count") == 1);
  }

  private static Map<String, String> asClient(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("DHT_REACH", "client");
    return all;
  }

  private static int peers(Server server) {
    return DhtServers.node(server).getInt("peers", 0);
  }
}
