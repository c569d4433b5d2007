package uk.org.rmatool.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.paging.PageQuery;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.EdgeLeaseConfig;
import uk.org.rmatool.router.coordinators.EdgeRegistration;
import uk.org.rmatool.router.coordinators.InMemoryCoordinatorStore;
import uk.org.rmatool.router.coordinators.TestLeases;
import uk.org.rmatool.router.intents.InMemoryIntentStore;

class WorkerPagesTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T06:00:00Z"));
  private final CoordinatorRegistry coordinators =
      new CoordinatorRegistry(
          new InMemoryCoordinatorStore(),
          new EdgeLeaseConfig(
              Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(30), 100),
          new InMemoryIntentStore().open(clock),
          TestLeases.SETTINGS,
          clock,
          new Random(1));
  private final WorkerPages pages =
      new WorkerPages(new Fleet(coordinators, new ControlClient()), coordinators);
  private final List<HttpServer> servers = new ArrayList<>();

  @BeforeEach
  void load() {
    coordinators.load();
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private void join(String id, Function<String, JsonObject> answers) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var query = exchange.getRequestURI().getRawQuery();
          var body = answers.apply(query).toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    servers.add(server);
    join(id, server.getAddress().getPort());
  }

  private void join(String id, int port) {
    var body =
        Json.createObjectBuilder().add("worker_id", id).add("url", "http://127.0.0.1:" + port);
    coordinators.register(EdgeRegistration.parse(body.build()), "192.0.2.1");
  }

  private static List<String> ids(String prefix, int n) {
    return IntStream.range(0, n).mapToObj(i -> "%s-%02d".formatted(prefix, i)).toList();
  }

  private static JsonObject list(List<String> ids) {
    var workers = Json.createArrayBuilder();
    ids.forEach(id -> workers.add(Json.createObjectBuilder().add("worker_id", id)));
    return Json.createObjectBuilder().add("workers", workers).build();
  }

  /** A coordinator that knows parts: its cursor is the place in its list. */
  private static Function<String, JsonObject> inParts(List<String> all) {
    return query -> {
      int limit = Integer.parseInt(query.replaceAll("limit=(\\d+).*", "$1"));
      var at = query.contains("cursor=") ? query.replaceAll(".*cursor=", "") : "at:0";
      int from = Integer.parseInt(URLDecoder.decode(at, StandardCharsets.UTF_8).substring(3));
      int to = Math.min(all.size(), from + limit);
      var json = Json.createObjectBuilder(list(all.subList(from, to)));
      return (to < all.size() ? json.add("next", "at:" + to) : json.addNull("next")).build();
    };
  }

  private List<String> walk(int limit) {
    var seen = new ArrayList<String>();
    String cursor = null;
    do {
      var page = pages.page("/api/admin/workers", PageQuery.parse(Integer.toString(limit), cursor));
      var workers = page.getJsonArray("workers").getValuesAs(JsonObject.class);
      assertThat(workers).hasSizeLessThanOrEqualTo(limit);
      workers.forEach(worker -> seen.add(worker.getString("worker_id")));
      cursor = page.isNull("next") ? null : page.getString("next");
    } while (cursor != null);
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 100})
  void everyWorkerIsOnExactlyOnePage(int limit) throws IOException {
    join("b", inParts(ids("b", 7)));
    join("a", inParts(ids("a", 10)));
    join("old", query -> list(ids("old", 5)));
    join("none", inParts(List.of()));
    var expected = new ArrayList<>(ids("a", 10));
    expected.addAll(ids("b", 7));
    expected.addAll(ids("old", 5));
    assertThat(walk(limit)).containsExactlyElementsOf(expected);
  }

  @Test
  void manySmallCoordinatorsAreNotAskedAllForOnePage() throws IOException {
    for (int i = 0; i < 20; i++) {
      join("c-%02d".formatted(i), inParts(ids("c-%02d".formatted(i), 1)));
    }
    var first = pages.page("/x", PageQuery.parse("100", null));
    assertThat(first.getJsonArray("workers")).hasSize(16);
    assertThat(first.isNull("next")).isFalse();
    assertThat(walk(100)).hasSize(20);
  }

  @Test
  void whoDoesNotAnswerIsNamedAndPassedOver() throws IOException {
    join("a", inParts(ids("a", 2)));
    join("b", inParts(ids("b", 2)));
    servers.getFirst().stop(0);
    var page = pages.page("/x", PageQuery.parse("10", null));
    assertThat(page.getJsonArray("workers")).hasSize(2);
    assertThat(page.getJsonArray("unreachable").getJsonObject(0).getString("coordinator"))
        .isEqualTo("a");
    assertThat(page.isNull("next")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "====", "YQ"})
  void aCursorThatIsNoneIsRefused(String cursor) {
    assertThatThrownBy(() -> pages.page("/x", PageQuery.parse(null, cursor)))
        .hasMessage("cursor: must be an answer's next.");
  }
}
