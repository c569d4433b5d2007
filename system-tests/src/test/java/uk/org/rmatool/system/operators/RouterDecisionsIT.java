package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Decisions that are made at the router. */
@ExtendWith(SharedPlatform.class)
class RouterDecisionsIT {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Runnable> leaving = new ArrayList<>();

  @AfterEach
  void leave() {
    leaving.forEach(Runnable::run);
  }

  private String coordinator(Http router, URI url) {
    var id = "team/edge-" + UUID.randomUUID();
    assertThat(register(router, id, url).status()).isEqualTo(200);
    leaving.add(() -> router.delete("/api/edge/" + id));
    return id;
  }

  private static Answer register(Http router, String id, URI url) {
    return router.post(
        "/api/edge/register",
        Json.createObjectBuilder().add("worker_id", id).add("tunnel_url", url.toString()).build());
  }

  private static Answer patch(Http router, String path, String body) {
    return router.send("PATCH", path, body.replace('\'', '"'), "Content-Type", "application/json");
  }

  private static List<String> transitions(Platform platform, String id) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = platform.database();
        var query =
            connection.prepareStatement(
                "select transition from router.router_event where subject_id = ? order by"
                    + " event_id")) {
      query.setString(1, id);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  @Test
  void aDecisionAboutACoordinatorIsKeptWithItsEvent(Platform platform) throws Exception {
    var router = platform.router();
    try (var answering = new FakeWorker()) { // nobody suspects it
      var id = coordinator(router, answering.url());
      var path = "/api/admin/coordinators/" + id + "/intent";

      var drained = patch(router, path, "{'drain':true,'labels':{'rack':'b2'},'reason':'disk'}");

      assertThat(drained.status()).as(drained.text()).isEqualTo(200);
      assertThat(drained.object().getBoolean("drain")).isTrue();
      assertThat(router.get(path).object()).isEqualTo(drained.object());
      assertThat(Fleet.coordinator(router, id).orElseThrow().getString("state"))
          .isEqualTo("drained");
      var freed = patch(router, path, "{'drain':false,'weight':50}").object();
      assertThat(freed.getJsonObject("labels").getString("rack")).isEqualTo("b2");
      assertThat(register(router, id, answering.url()).status()).isEqualTo(200);
      assertThat(router.get(path).object()).as("it outlives registering again").isEqualTo(freed);
      assertThat(transitions(platform, id))
          .containsExactly("registered", "drained", "undrained", "reregistered");
    }
  }

  @Test
  void aRejectedCoordinatorIsPutOutAndRefusedUntilItIsApproved(Platform platform) throws Exception {
    var router = platform.router();
    try (var answering = new FakeWorker()) { // nobody suspects it
      var id = coordinator(router, answering.url());
      var path = "/api/admin/coordinators/" + id + "/intent";

      assertThat(patch(router, path, "{'approval':'rejected'}").status()).isEqualTo(200);

      assertThat(Fleet.coordinator(router, id)).isEmpty();
      var refused = register(router, id, answering.url());
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.object().getString("type")).isEqualTo("urn:rma:problem:rejected");
      assertThat(patch(router, path, "{'approval':'approved'}").status()).isEqualTo(200);
      assertThat(register(router, id, answering.url()).status()).isEqualTo(200);
      assertThat(transitions(platform, id))
          .containsExactly("registered", "rejected", "evicted", "approved", "registered");
    }
  }

  @Test
  void aRejectedWorkerLosesItsHomeAndItsRowAndGetsThemBackOnceItIsApproved(Platform platform)
      throws SQLException {
    var router = platform.router();
    var id = "rejected-" + UUID.randomUUID();
    var registration = FakeWorker.registration(id, id, NOWHERE);
    FakeWorker.join(router, registration);
    leaving.add(() -> router.delete("/api/worker/unregister/" + id));
    var path = "/api/admin/workers/" + id + "/intent";

    assertThat(patch(router, path, "{'approval':'rejected'}").status()).isEqualTo(200);

    assertThat(Fleet.heartbeat(router, id).status()).isEqualTo(403);
    assertThat(router.post("/api/worker/register", registration).status()).isEqualTo(403);
    Await.until(
        "its coordinator has let it go",
        PATIENCE,
        () -> Fleet.worker(platform.coordinator(), id).isEmpty());
    assertThat(router.get("/api/admin/workers/" + id).object().getString("state"))
        .isEqualTo("rejected");
    assertThat(transitions(platform, id)).contains("rejected", "evicted");
    assertThat(patch(router, path, "{'approval':'approved'}").status()).isEqualTo(200);
    FakeWorker.join(router, registration);
    assertThat(Fleet.heartbeat(router, id).status()).isEqualTo(200);
  }

  @Test
  void aDecisionAboutAWorkerOutlivesItsRegistration(Platform platform) {
    var router = platform.router();
    var id = "team/decided-" + UUID.randomUUID();
    var registration = FakeWorker.registration(id, id, NOWHERE);
    FakeWorker.join(router, registration);
    leaving.add(() -> router.delete("/api/worker/unregister/" + id));
    var path = "/api/admin/workers/" + id + "/intent";

    var cordoned = patch(router, path, "{'cordon':true}");

    assertThat(cordoned.status()).as(cordoned.text()).isEqualTo(200);
    assertThat(router.delete("/api/worker/unregister/" + id).status()).isEqualTo(200);
    assertThat(router.get(path).object()).isEqualTo(cordoned.object());
    FakeWorker.join(router, registration);
    assertThat(router.get(path).object()).isEqualTo(cordoned.object());
  }

  @Test
  void listsComeInPartsAndNotAgainToWhoHasThem(Platform platform) {
    var router = platform.router();
    coordinator(router, NOWHERE);
    var part = router.get("/api/admin/coordinators?limit=1").object();
    assertThat(part.getJsonArray("coordinators")).hasSize(1);
    var next = "/api/admin/coordinators?limit=1&cursor=" + part.getString("next");
    assertThat(router.get(next).object().getJsonArray("coordinators")).hasSize(1);
    assertThat(router.get("/api/admin/workers?limit=1").object()).containsKey("next");
    assertThat(router.get("/api/admin/workers?cursor=x").status()).isEqualTo(422);
    var id = coordinator(router, NOWHERE);
    var path = "/api/admin/coordinators/" + id + "/intent";
    var tag = router.get(path).header("ETag").orElseThrow();
    var again = router.send("GET", path, "", "If-None-Match", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
    patch(router, path, "{'cordon':true}");
    assertThat(router.send("GET", path, "", "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void whatCannotBeDecidedIsSaid(Platform platform) {
    var router = platform.router();
    var id = coordinator(router, NOWHERE);
    var unknown = "/api/admin/coordinators/nobody/intent";
    assertThat(router.get(unknown).status()).isEqualTo(404);
    assertThat(patch(router, unknown, "{'drain':true}").status()).isEqualTo(404);
    var worker = "/api/admin/workers/nobody";
    for (var question : List.of(worker, worker + "/history", worker + "/intent")) {
      var answer = router.get(question);
      assertThat(answer.status()).as("this coordinator is not there to say no").isEqualTo(503);
      assertThat(answer.header("Retry-After")).isPresent();
      assertThat(answer.object().getString("detail")).contains("is not known now");
    }
    var path = "/api/admin/coordinators/" + id + "/intent";
    var refused = patch(router, path, "{'weight':101,'drain':'yes','labels':[]}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.object().getJsonArray("errors").getValuesAs(JsonObject.class))
        .extracting(error -> error.getString("field"))
        .containsExactlyInAnyOrder("weight", "drain", "labels");
    assertThat(patch(router, path, "{'weight'").status()).isEqualTo(400);
    assertThat(router.send("PUT", path, "{}").status()).isEqualTo(405);
  }
}
