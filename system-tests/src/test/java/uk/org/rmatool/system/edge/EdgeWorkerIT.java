package uk.org.rmatool.system.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Backup;
import uk.org.rmatool.system.rig.Cable;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.LoneCoordinator;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;

/**
 * A platform whose worker is an edge worker, so that it is given a coordinator, an edge-proxy and a
 * load-balancer. The steps build on each other: seven servers are started once.
 */
@TestMethodOrder(OrderAnnotation.class)
class EdgeWorkerIT {
  private static final Duration STARTED = Duration.ofMinutes(4);
  private static final Duration RESTARTED = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration GONE = Duration.ofSeconds(10);

  private static final int ANNOUNCED = FreePorts.port();
  private static Platform platform;
  private static Cable open;

  @BeforeAll
  static void start() {
    platform =
        Platform.start(
            "edge",
            Map.of(
                "WORKER_TYPE", "edge",
                "EDGE_PUBLIC_URL", "http://127.0.0.1:" + ANNOUNCED,
                "EDGE_LOCATION", "seaside",
                "SERVICES_BIND", "0.0.0.0",
                "HEARTBEAT_INTERVAL", "PT3S"));
  }

  @AfterAll
  static void stop() throws IOException {
    platform.close();
    if (open != null) {
      open.close();
    }
  }

  @Test
  @Order(1)
  void aCoordinatorThatTheRouterCannotCallIsNotRegisteredAndSaysWhy() {
    var line =
        "impaired: not registered: The router called back, and http://127.0.0.1:%d cannot be reached: connection refused; open that port to the router, or set the address at which it is (COORDINATOR_PUBLIC_URL; SERVICES_BIND, EDGE_PUBLIC_URL of an edge worker)"
            .formatted(ANNOUNCED);
    Await.until("the worker says why", STARTED, () -> state("coordinator").equals(line));
    assertThat(platform.rma("status").text()).containsPattern("service coordinator +impaired: not");
    assertThat(coordinators()).hasSize(1);
    var worker = platform.worker().get("/health").object().getString("worker_id");
    Await.until(
        "the history says so",
        SOON,
        () ->
            platform
                .router()
                .get("/api/admin/workers/" + worker + "/history")
                .text()
                .contains("coordinator is " + line));
  }

  @Test
  @Order(2)
  void onceItCanBeCalledItIsRegistered() throws IOException {
    open = new Cable("127.0.0.1", ANNOUNCED, port("coordinator"));
    var edge =
        Await.value(
            "the router lists it",
            SOON,
            () ->
                coordinators().stream()
                    .filter(it -> it.getString("location").equals("seaside"))
                    .findFirst());
    assertThat(edge.getString("tunnel_url")).isEqualTo("http://127.0.0.1:" + ANNOUNCED);
    assertThat(edge.getString("worker_id")).startsWith("edge-");
    assertThat(edge.getBoolean("reachable")).isTrue();
    Await.until("the worker says so", SOON, () -> state("coordinator").equals("running"));
  }

  @Test
  @Order(3)
  void itTakesAWorkerAndServesItsCalls() throws IOException {
    try (var worker = new FakeWorker().join(edgeCoordinator())) {
      FakeWorker.awaitRoutable(platform.router(), worker.service());
      var answer = platform.router().get("/service/" + worker.service() + "/tide?at=noon");
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(answer.header("X-RMA-Route").orElse("")).startsWith("router: edge-");
      assertThat(worker.seen())
          .last()
          .extracting(FakeWorker.Seen::target)
          .isEqualTo("/tide?at=noon");
    }
  }

  @Test
  @Order(4)
  void theProxyPassesADocumentAndModelsOn() throws IOException {
    Await.until("the proxy runs", STARTED, () -> state("edge-proxy").equals("running"));
    Await.until(
        "documents are taken", STARTED, () -> state("document-processing").equals("running"));
    var answer =
        at("edge-proxy")
            .send(
                "POST",
                "/service/upload/extract?filename=tide.txt",
                BodyPublishers.ofString("High water at noon"),
                "Content-Type",
                "text/plain");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.object().getString("text")).contains("High water at noon");
    assertThat(answer.headers().get("X-RMA-Route")).first().asString().startsWith("edge: router");
    assertThat(platform.router().get("/api/services/discover/edge-proxy").text())
        .contains("http://127.0.0.1:" + port("edge-proxy"));
    assertThat(at("edge-proxy").get("/v1/models").object().getString("object")).isEqualTo("list");
    assertThat(at("edge-proxy").get("/v1/../health").status()).isBetween(400, 404);
  }

  @Test
  @Order(5)
  void theBalancerGoesOnWithoutACoordinatorAndWithoutTheRouter() throws IOException {
    Await.until("the balancer runs", STARTED, () -> state("load-balancer").equals("running"));
    var main = new FakeWorker().join(platform.coordinator());
    try (main;
        var edge = new FakeWorker(main.service()).join(edgeCoordinator())) {
      var path = "/service/" + main.service() + "/tide";
      Await.until(
          "both coordinators are called",
          SOON,
          () -> {
            assertThat(at("load-balancer").get(path).status()).isEqualTo(200);
            return !main.seen().isEmpty() && !edge.seen().isEmpty();
          });
      main.seen().clear();
      Processes.kill(pid(processesOf("coordinator"), "ws-server.jar"));
      allAreServed(path);
      assertThat(main.seen()).hasSizeGreaterThanOrEqualTo(20);

      var router = platform.pid("router");
      Processes.kill(router);
      allAreServed(path);
      platform.awaitRestart("router", router);
      comesBack(edge);
    }
  }

  private static void allAreServed(String path) throws IOException {
    for (int i = 0; i < 20; i++) {
      var answer = at("load-balancer").get(path);
      assertThat(answer.status()).as("call %d: %s", i, answer).isEqualTo(200);
    }
  }

  /** The worker starts it again, as who it was and with what it knew. */
  private static void comesBack(FakeWorker edge) {
    Await.until("it runs again", RESTARTED, () -> state("coordinator").equals("running"));
    assertThat(edgeCoordinator().get("/api/admin/workers").text()).contains(edge.id());
    Await.until("the router has both", SOON, () -> coordinators().size() == 2);
  }

  @Test
  @Order(6)
  void itsCoordinatorIsSavedAndComesBackElsewhereAsWhoItWas(@TempDir Path folder)
      throws IOException {
    var id = edgeCoordinator().get("/health").object().getString("coordinator");
    try (var worker = new FakeWorker().join(edgeCoordinator())) {
      var backup = Backup.of(platform, "coordinator", folder.resolve("saved"));
      Await.until("it runs on", RESTARTED, () -> state("coordinator").equals("running"));
      var data = backup.unpack(folder.resolve("restored"));
      assertThat(data).isDirectoryNotContaining("glob:**/{logs,liberty}");
      try (var again = new LoneCoordinator(platform, "http://127.0.0.1:9", data, "")) {
        assertThat(again.http().get("/health").object().getString("coordinator")).isEqualTo(id);
        assertThat(again.http().get("/api/admin/workers").text()).contains(worker.id());
      }
    }
  }

  @Test
  @Order(7)
  void aCoordinatorKeepsEverythingInTheDatabaseThatItIsGiven(@TempDir Path data) throws Exception {
    platform.createDatabase("harbour");
    var database =
        "postgresql://rma:%s@127.0.0.1:%d/harbour"
            .formatted(platform.password("rma"), platform.databasePort());
    try (var coordinator = new LoneCoordinator(platform, platform.routerUrl(), data, database);
        var worker = new FakeWorker().join(coordinator.http())) {
      FakeWorker.awaitRoutable(platform.router(), worker.service());
      assertThat(platform.router().get("/service/" + worker.service() + "/tide").status())
          .isEqualTo(200);
      assertThat(coordinators()).anyMatch(it -> it.getString("location").equals("harbour"));
      try (var connection = platform.connect("harbour", "rma", platform.password("rma"));
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT worker_id FROM coordinator.worker")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo(worker.id());
      }
      assertThat(Processes.of(data)).noneMatch(it -> it.contains("bin/postgres"));
      assertThat(data.resolve("postgres")).doesNotExist();
    }
    assertThat(coordinators()).noneMatch(it -> it.getString("location").equals("harbour"));
  }

  @Test
  @Order(8)
  void killingTheWorkerLeavesNoServerAndNoDatabase() throws IOException {
    var left =
        List.of("coordinator", "edge-proxy", "load-balancer").stream()
            .flatMap(service -> processesOf(service).stream())
            .toList();
    assertThat(left).anyMatch(it -> it.contains("bin/postgres"));
    assertThat(left.stream().filter(it -> it.contains("ws-server.jar"))).hasSize(3);
    var pids = left.stream().map(EdgeWorkerIT::pid).toList();
    Processes.kill(platform.pid("worker"));
    Await.until("all of it is gone", GONE, () -> Processes.alive(pids).isEmpty());
  }

  private static List<JsonObject> coordinators() {
    return platform
        .router()
        .get("/api/admin/coordinators")
        .json()
        .asJsonArray()
        .getValuesAs(JsonObject.class);
  }

  private static String state(String service) {
    return platform
        .worker()
        .get("/health")
        .object()
        .getJsonObject("services_status")
        .getString(service, "");
  }

  private static Http edgeCoordinator() {
    return new Http(URI.create("http://127.0.0.1:" + ANNOUNCED));
  }

  private static Http at(String service) throws IOException {
    return new Http(URI.create("http://127.0.0.1:" + port(service)));
  }

  private static int port(String service) throws IOException {
    var file = platform.home().resolve("state/worker/services").resolve(service).resolve("port");
    return Integer.parseInt(Files.readString(file).strip());
  }

  /** Pid and command line of each. */
  private static List<String> processesOf(String service) {
    try {
      return Processes.of(platform.home().resolve("state/worker/data").resolve(service));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long pid(List<String> processes, String word) {
    return Optional.of(processes.stream().filter(it -> it.contains(word)).toList())
        .filter(found -> found.size() == 1)
        .map(found -> pid(found.getFirst()))
        .orElseThrow(() -> new AssertionError("not one with " + word + ": " + processes));
  }

  private static long pid(String process) {
    return Long.parseLong(process.substring(0, process.indexOf(' ')));
  }
}
