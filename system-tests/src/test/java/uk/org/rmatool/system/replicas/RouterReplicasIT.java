package uk.org.rmatool.system.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Renewals;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** What comes to two routers over one database at the same time. */
@ExtendWith(SharedPlatform.class)
class RouterReplicasIT {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WORKERS = 50;

  private static Server a;
  private static Server b;

  @BeforeAll
  static void startTwo(Platform platform) throws Exception {
    var name = "routers_" + UUID.randomUUID().toString().substring(0, 8);
    var database = Server.Database.create(platform, name);
    var settings = Map.of("CLEANUP_INTERVAL", "PT1S", "COORDINATOR_EXPIRED_AFTER", "PT15S");
    a = Server.start("router", "router-a", database, settings).awaitReady();
    b = Server.start("router", "router-b", database, settings).awaitReady();
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static Answer register(Http router, String id, URI url) {
    var body = Json.createObjectBuilder().add("worker_id", id).add("tunnel_url", url.toString());
    return router.post("/api/edge/register", body.build());
  }

  private static Answer heartbeat(Http router, String id) {
    return router.post(
        "/api/edge/heartbeat", Json.createObjectBuilder().add("worker_id", id).build());
  }

  private static Answer drain(Http router, String id, boolean drain) {
    return router.send(
        "PATCH",
        "/api/admin/coordinators/" + id + "/intent",
        Json.createObjectBuilder().add("drain", drain).build().toString());
  }

  private static List<String> history(Http router, String id) {
    var answer = router.get("/api/admin/coordinators/" + id + "/history?limit=1000").object();
    var events = new ArrayList<>(answer.getJsonArray("events").getValuesAs(JsonObject.class));
    Collections.reverse(events);
    return events.stream().map(event -> event.getString("transition")).toList();
  }

  private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
    var answers = new ArrayList<Answer>();
    try (var threads = Executors.newFixedThreadPool(12)) {
      for (var answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  @Test
  void aCoordinatorsHistoryStaysLinearUntilItExpires() throws Exception {
    var id = "raced-" + UUID.randomUUID();
    register(a.http(), id, NOWHERE);
    var calls = new ArrayList<Callable<Answer>>();
    for (int i = 0; i < 300; i++) {
      var http = i % 2 == 0 ? a.http() : b.http();
      var drain = i % 4 == 0;
      calls.add(
          switch (i / 2 % 5) {
            case 0, 1 -> () -> register(http, id, NOWHERE);
            case 2 -> () -> heartbeat(http, id);
            case 3 -> () -> drain(http, id, drain);
            default -> () -> http.delete("/api/edge/" + id);
          });
    }
    assertThat(atOnce(calls)).extracting(Answer::status).isSubsetOf(200, 404, 503).contains(200);
    assertThat(register(b.http(), id, NOWHERE).status()).isEqualTo(200);
    assertThat(heartbeat(a.http(), id).status()).as("known at once").isEqualTo(200);
    Await.until(
        "it is silent for long enough", PATIENCE, () -> history(a.http(), id).contains("expired"));
    for (var router : List.of(a.http(), b.http())) {
      Await.until("gone", PATIENCE, () -> Fleet.coordinator(router, id).isEmpty());
    }
    assertLinear(history(b.http(), id));
  }

  private static void assertLinear(List<String> history) {
    var registered = false;
    var drained = false;
    for (var event : history) {
      switch (event) {
        case "registered" -> {
          assertThat(registered).isFalse();
          registered = true;
        }
        case "reregistered" -> assertThat(registered).isTrue();
        case "deregistered", "expired" -> {
          assertThat(registered).isTrue();
          registered = false;
        }
        case "drained", "undrained" -> {
          assertThat(drained).isEqualTo(event.equals("undrained"));
          drained = !drained;
        }
        default -> {} // suspicion and damping
      }
    }
    assertThat(registered).isFalse();
  }

  @Test
  void workersThatComeToBothAtOnceHaveOneHome() throws Exception {
    try (var coordinator = new FakeWorker();
        var renewals = new Renewals()) {
      coordinator.serving(exchange -> FakeWorker.answer(exchange, 200, "{\"status\":\"ok\"}"));
      var id = "taker-" + UUID.randomUUID();
      register(a.http(), id, coordinator.url());
      renewals.everySecond(() -> heartbeat(a.http(), id));
      Await.until("known at both", PATIENCE, () -> Fleet.coordinator(b.http(), id).isPresent());
      var calls = new ArrayList<Callable<Answer>>();
      var workers = new HashSet<String>();
      for (int i = 0; i < WORKERS; i++) {
        var worker = "twin-" + UUID.randomUUID();
        workers.add(worker);
        var registration = FakeWorker.registration(worker, worker, NOWHERE);
        calls.add(() -> a.http().post("/api/worker/register", registration));
        calls.add(() -> b.http().post("/api/worker/register", registration));
      }
      assertThat(atOnce(calls)).extracting(Answer::status).containsOnly(200);
      for (var worker : workers) {
        assertThat(transitions(worker)).containsExactly("registered", "reregistered");
        assertThat(Fleet.heartbeat(a.http(), worker).status()).isEqualTo(200);
      }
    }
  }

  private static List<String> transitions(String worker) {
    var path = "/api/admin/workers/" + worker + "/history";
    return b.http().get(path).object().getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .map(event -> event.getString("transition"))
        .sorted()
        .toList();
  }
}
