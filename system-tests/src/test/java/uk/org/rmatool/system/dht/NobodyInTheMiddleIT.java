package uk.org.rmatool.system.dht;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

/** Workers of two regions that have no router find each other after both coordinators are gone. */
@ExtendWith(SharedPlatform.class)
class NobodyInTheMiddleIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";

  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.reversed().forEach(Server::close);
  }

  @Test
  void aWorkerFindsAProviderThroughTheDhtAlone(Platform platform) throws Exception {
    var firstPort = FreePorts.udp();
    var first = coordinator(platform, "one", Map.of("DHT_PORT", Integer.toString(firstPort)));
    var second =
        coordinator(
            platform,
            "two",
            Map.of(
                "DHT_PORT",
                Integer.toString(FreePorts.udp()),
                "DHT_SEEDS",
                HOST + ":" + firstPort));
    var provider = worker("provider", first, Checkout.services().toString());
    var asker = worker("asker", second, "");
    Await.until("the asker knows the other three nodes", DEADLINE, () -> peers(asker) >= 3);
    Await.until("the provider knows the other three", DEADLINE, () -> peers(provider) >= 3);
    first.kill();
    second.kill();
    var answer =
        Await.value(
            "the asker passes calls on",
            DEADLINE,
            () ->
                Optional.of(asker.http().get("/service/document-processing/health"))
                    .filter(got -> got.status() == 200));
    assertThat(answer.status()).isEqualTo(200);
    var routing = asker.http().get("/stats").object().getJsonObject("routing");
    assertThat(routing.getInt("dht_lookups")).isPositive();
    assertThat(routing.getInt("forwarded_requests")).isPositive();
  }

  private Server coordinator(Platform platform, String name, Map<String, String> settings)
      throws Exception {
    var server =
        Server.start(
            "coordinator",
            "dht-coordinator-" + name,
            Server.Database.create(platform, "dht_" + name),
            settings);
    servers.add(server);
    return server.awaitReady();
  }

  private Server worker(String name, Server coordinator, String services) throws Exception {
    var port = FreePorts.port();
    var settings = new HashMap<String, String>();
    settings.put("WORKER_NAME", name);
    settings.put("WORKER_PUBLIC_URL", "http://" + HOST + ":" + port);
    settings.put("COORDINATOR_URL", coordinator.http().base().toString());
    settings.put("DHT_PORT", Integer.toString(FreePorts.udp()));
    if (!services.isEmpty()) {
      settings.put("SERVICES_HOME", services);
    }
    var server = Server.start("worker", "dht-worker-" + name, port, settings);
    servers.add(server);
    return server.awaitReady();
  }

  private static int peers(Server server) {
    return server
        .management()
        .get("/health/ready")
        .object()
        .getJsonArray("checks")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(check -> check.getString("name").equals("dht"))
        .mapToInt(check -> check.getJsonObject("data").getInt("peers"))
        .findFirst()
        .orElse(0);
  }
}
