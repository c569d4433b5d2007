package uk.org.rmatool.system.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** What a router hears of a region that has two replicas. */
@ExtendWith(SharedPlatform.class)
class RegionAtRouterIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final List<String> left = new CopyOnWriteArrayList<>();
  private final List<JsonObject> told = new CopyOnWriteArrayList<>();

  /** A router that wants to hear every second. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("DELETE")) {
        left.add(exchange.getRequestURI().toString());
      } else {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (var reader = Json.createReader(new StringReader(body))) {
          told.add(reader.readObject());
        }
      }
      FakeWorker.answer(exchange, 200, "{\"status\":\"ok\",\"heartbeat_interval_seconds\":1}");
    }
  }

  private boolean isTold(String service, int inFlight) {
    return told.stream()
        .filter(body -> body.containsKey("services"))
        .flatMap(body -> body.getJsonArray("services").getValuesAs(JsonObject.class).stream())
        .anyMatch(s -> s.getString("name").equals(service) && s.getInt("in_flight") == inFlight);
  }

  @Test
  void itHearsOfTheCallsOfAllAsOftenAsItAsksAndOfNoEndWhileOneGoesOn(Platform platform)
      throws Exception {
    var name = "region_" + UUID.randomUUID().toString().substring(0, 8);
    var database = Server.Database.create(platform, name);
    var router = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    router.createContext("/", this::answer);
    router.start();
    var settings =
        Map.of(
            "ROUTER_URL",
            "http://127.0.0.1:" + router.getAddress().getPort(),
            "ROUTER_HEARTBEAT_INTERVAL",
            "PT10M");
    try {
      try (var worker = new FakeWorker();
          var a = Server.start("coordinator", "region-a", database, settings).awaitReady()) {
        var release = new CountDownLatch(1);
        worker.serving(
            exchange -> {
              hold(release);
              FakeWorker.answer(exchange, 200, "ok");
            });
        FakeWorker.join(a.http(), worker.registration());
        try (var b = Server.start("coordinator", "region-b", database, settings).awaitReady()) {
          assertThat(b.http().get("/health").status()).isEqualTo(200);
          var path = "/service/" + worker.service() + "/x";
          var call = CompletableFuture.supplyAsync(() -> a.http().get(path));
          Await.until(
              "one call at one of two counts as two", SOON, () -> isTold(worker.service(), 2));
          release.countDown();
          assertThat(call.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
        }
        var before = told.size();
        Await.until("the other goes on", SOON, () -> told.size() > before + 2);
        assertThat(left).isEmpty();
      }
      assertThat(left).as("the last one says that the region is gone").hasSize(1);
    } finally {
      router.stop(0);
    }
  }

  private static void hold(CountDownLatch release) {
    try {
      assertThat(release.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
