package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.dialback.DialBack;

class ReachabilityTest {
  private static final String HOST = "127.0.0.1";

  private final DialBack dialBack = new DialBack(Clock.systemUTC(), new Random(1));
  private HttpServer router;
  private TestNode coordinator;
  private TestNode other;
  private TestNode worker;
  private volatile boolean reaches;
  private volatile int status = 200;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    router = HttpServer.create(new InetSocketAddress(InetAddress.getByName(HOST), 0), 0);
    router.createContext("/api/dht/dialback", this::answer);
    router.start();
    coordinator = TestNode.start(folder, "edge", "");
    other = TestNode.start(folder, "other", coordinator.address());
    worker = TestNode.start(folder, "lab", coordinator.address());
    worker.awaitPeers(2);
    coordinator.awaitPeers(2);
    other.awaitPeers(2);
    worker.coordinators.told(List.of(coordinator.asCoordinator("eu")));
  }

  @AfterEach
  void stop() {
    router.stop(0);
    List.of(coordinator, other, worker).forEach(node -> node.seat.stop());
  }

  /** The firewall of a test: it lets the ping through or not. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        var body = Json.createReader(exchange.getRequestBody())) {
      var asked = body.readObject();
      if (reaches) {
        dialBack.call(asked, HOST);
      }
      var text = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  @Test
  void aNodeThatIsReachedTalksToEverybody() {
    reaches = true;
    assertThat(check(reachability("auto"))).isEqualTo("open");
    Eventually.holds(() -> pings(other));
  }

  @Test
  void aNodeThatIsNotReachedTalksToCoordinatorsAloneUntilItIs() {
    var reachability = reachability("auto");
    assertThat(check(reachability)).isEqualTo("client");
    assertThat(pings(other)).isFalse();
    Eventually.holds(() -> pings(coordinator));
    reaches = true;
    assertThat(check(reachability)).as("not due yet").isEqualTo("client");
    assertThat(check(reachability("auto"))).as("a client hears the ping").isEqualTo("open");
    Eventually.holds(() -> pings(other));
  }

  @Test
  void whileNobodyCanBeAskedTheNodeStaysAsItWas() {
    status = 503;
    assertThat(check(reachability("auto"))).isEqualTo("unknown");
    router.stop(0);
    assertThat(check(reachability("auto"))).isEqualTo("unknown");
    Eventually.holds(() -> pings(other));
  }

  @Test
  void whoCannotBeAskedYetIsAskedAgainSoon() {
    status = 503;
    var reachability = reachability("auto");
    assertThat(check(reachability)).isEqualTo("unknown");
    status = 200;
    reaches = true;
    Eventually.holds(() -> check(reachability).equals("open"));
  }

  @Test
  void whoKnowsNoCoordinatorTalksToNobodyUntilOneIsKnown() {
    var coordinators = new Coordinators();
    var alone = new Reachability(new ReachConfig("auto"), seeds(), coordinators, client());
    assertThat(check(alone)).isEqualTo("client");
    assertThat(pings(other)).isFalse();
    assertThat(pings(coordinator)).isFalse();
    coordinators.told(List.of(coordinator.asCoordinator("eu")));
    assertThat(check(alone)).isEqualTo("client");
    Eventually.holds(() -> pings(coordinator));
    assertThat(pings(other)).isFalse();
  }

  @Test
  void theOperatorMayKnowBetter() {
    reaches = true;
    assertThat(check(reachability("client"))).isEqualTo("client");
    assertThat(pings(other)).isFalse();
    assertThatThrownBy(() -> new ReachConfig("maybe")).hasMessageContaining("DHT_REACH");
  }

  private String check(Reachability reachability) {
    var unused =
        reachability.check(
            worker.dht(),
            Optional.of(URI.create("http://" + HOST + ":" + router.getAddress().getPort())));
    return reachability.state();
  }

  private boolean pings(TestNode node) {
    var address = new InetSocketAddress(HOST, node.seat.port().orElseThrow());
    return DhtSeat.result(worker.dht().ping(address)).isPresent();
  }

  private Reachability reachability(String known) {
    return new Reachability(new ReachConfig(known), seeds(), worker.coordinators, client());
  }

  private Seeds seeds() {
    var config =
        new DhtConfig(false, 1, Optional.of(HOST), "*", Optional.empty(), folder.resolve("none"));
    return new Seeds(config, client(), new Coordinators());
  }

  private static ControlClient client() {
    return new ControlClient();
  }
}
