package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Two routers over one database: each answers for both. */
@ExtendWith(SharedPlatform.class)
class TwoRoutersIT {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int CHANGES = 10;
  private static final Logger LOG = System.getLogger(TwoRoutersIT.class.getName());

  private static JsonObject register(Http router, String id) {
    return router
        .post(
            "/api/edge/register",
            Json.createObjectBuilder()
                .add("worker_id", id)
                .add("tunnel_url", NOWHERE.toString())
                .build())
        .object();
  }

  private static int heartbeat(Http router, String id) {
    return router
        .post("/api/edge/heartbeat", Json.createObjectBuilder().add("worker_id", id).build())
        .status();
  }

  /**
   * Each change is to show within a second: half of one at most between two looks, and the time to
   * read. How long it took is logged; what is asserted is that it comes by the feed, which looks at
   * least once for each.
   */
  @Test
  void changesAreFollowedByTheFeed(Platform platform) throws Exception {
    var one = platform.router();
    try (var server =
        Server.start("router", "following-router", Server.Database.of(platform), Map.of())
            .awaitReady()) {
      var two = server.http();
      var polls = polls(two);
      var start = System.nanoTime();
      var took = new ArrayList<Long>();
      for (int i = 0; i < CHANGES; i++) {
        var id = "followed-" + UUID.randomUUID();
        register(one, id);
        took.add(millisUntil(() -> Fleet.coordinator(two, id).isPresent()));
        assertThat(two.delete("/api/edge/" + id).status()).isEqualTo(200);
        took.add(millisUntil(() -> Fleet.coordinator(one, id).isEmpty()));
      }
      var seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      took.sort(null);
      LOG.log(
          Level.INFO,
          () ->
              "Changes showed at the other router. median_ms=%d longest_ms=%d"
                  .formatted(took.get(took.size() / 2), took.getLast()));
      assertThat(polls(two) - polls)
          .as("in %d s: %s", seconds, took)
          .isGreaterThanOrEqualTo(CHANGES);
    }
  }

  private static long millisUntil(Callable<Boolean> seen) {
    var start = System.nanoTime();
    Await.until("seen at the other", SOON, seen);
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static long polls(Http router) {
    return router
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("rma_replica_polls_total "))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatOneIsToldTheOtherKnows(Platform platform) throws Exception {
    var one = platform.router();
    try (var server =
        Server.start("router", "second-router", Server.Database.of(platform), Map.of())
            .awaitReady()) {
      var two = server.http();
      var id = "replicated-" + UUID.randomUUID();
      var worker = "replicated/" + UUID.randomUUID();

      var key = register(one, id).getString("router_key");
      Await.until("seen at the other", SOON, () -> Fleet.coordinator(two, id).isPresent());
      assertThat(heartbeat(two, id)).isEqualTo(200);
      assertThat(register(two, id).getString("router_key")).isEqualTo(key);

      var drain = Json.createObjectBuilder().add("drain", true).build().toString();
      var path = "/api/admin/coordinators/" + id + "/intent";
      one.send("PATCH", path, drain, "Content-Type", "application/json");
      Await.until(
          "the decision is known at the other",
          SOON,
          () -> Fleet.coordinator(two, id).orElseThrow().getString("state").equals("drained"));

      FakeWorker.join(one, FakeWorker.registration(worker, worker, NOWHERE));
      assertThat(Fleet.heartbeat(two, worker).status()).isEqualTo(200);
      assertThat(two.delete("/api/worker/unregister/" + worker).status()).isEqualTo(200);
      Await.until("left at both", SOON, () -> Fleet.heartbeat(one, worker).status() == 404);

      assertThat(two.delete("/api/edge/" + id).status()).isEqualTo(200);
      Await.until("gone at both", SOON, () -> Fleet.coordinator(one, id).isEmpty());
    }
  }
}
