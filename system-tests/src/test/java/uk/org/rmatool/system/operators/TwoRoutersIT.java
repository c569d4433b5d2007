package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
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
