package uk.org.rmatool.system.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Two coordinators over one database are one region. */
@ExtendWith(SharedPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CoordinatorReplicasIT {
  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");

  /** It is to be a second; the machine may be busy. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Server a;
  private static Server b;

  @BeforeAll
  static void startTwo(Platform platform) throws Exception {
    var name = "replicas_" + UUID.randomUUID().toString().substring(0, 8);
    var database = Server.Database.create(platform, name);
    var settings = Map.of("CLEANUP_INTERVAL", "PT2S", "WORKER_EXPIRED_AFTER", "PT600S");
    a = Server.start("coordinator", "replica-a", database, settings).awaitReady();
    b = Server.start("coordinator", "replica-b", database, settings).awaitReady();
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static String register(Http replica) {
    var id = "replicated-" + UUID.randomUUID();
    FakeWorker.join(replica, FakeWorker.registration(id, "svc-" + id, SOMEWHERE));
    return id;
  }

  private static Answer admin(Server replica, String worker) {
    return replica.http().get("/api/admin/workers/" + worker);
  }

  private static void awaitState(Server replica, String worker, String state) {
    Await.until(
        worker + " is " + state + " at the other replica",
        SOON,
        () -> {
          var answer = admin(replica, worker);
          return answer.status() == 200 && answer.object().getString("state").equals(state);
        });
  }

  @Test
  @Order(1)
  void theyAreOneCoordinator() {
    var id = a.http().get("/health").object().getString("coordinator");
    assertThat(b.http().get("/health").object().getString("coordinator")).isEqualTo(id);
  }

  @Test
  @Order(2)
  void whatIsRegisteredAtOneIsCalledThroughTheOther() throws Exception {
    try (var worker = new FakeWorker()) {
      FakeWorker.join(a.http(), worker.registration());
      awaitState(b, worker.id(), "serving");
      var answer = b.http().get("/service/" + worker.service() + "/x");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }
  }

  @Test
  @Order(3)
  void heartbeatsArriveAtAnyReplicaEvenBeforeItHasHeardOfTheRegistration() {
    for (int i = 0; i < 20; i++) {
      var worker = register(a.http());
      assertThat(Fleet.heartbeat(b.http(), worker).status()).isEqualTo(200);
    }
  }

  @Test
  @Order(4)
  void anOperatorsDecisionAtOneHoldsAtTheOther() {
    var worker = register(a.http());
    var drain = Json.createObjectBuilder().add("drain", true).add("reason", "disk fails").build();
    var path = "/api/admin/workers/" + worker + "/intent";
    var decided = b.http().send("PATCH", path, drain.toString());
    assertThat(decided.status()).as(decided.toString()).isEqualTo(200);
    awaitState(a, worker, "drained");
    assertThat(a.http().delete("/api/worker/unregister/" + worker).status()).isEqualTo(200);
    FakeWorker.join(a.http(), FakeWorker.registration(worker, "svc-" + worker, SOMEWHERE));
    assertThat(admin(a, worker).object().getString("why")).contains("disk fails");

    var history = b.http().get("/api/admin/workers/" + worker + "/history").object();
    assertThat(history.getJsonArray("events").getValuesAs(JsonObject.class))
        .extracting(event -> event.getString("transition"))
        .containsExactly("registered", "deregistered", "drained", "registered");
  }

  @Test
  @Order(5)
  void historyStaysLinearWhateverComesAtBothAtOnce() throws Exception {
    var id = "raced-" + UUID.randomUUID();
    var registration = FakeWorker.registration(id, "svc", SOMEWHERE);
    var statuses = new ArrayList<Integer>();
    try (var threads = Executors.newFixedThreadPool(12)) {
      var calls = new ArrayList<Callable<Answer>>();
      for (int i = 0; i < 240; i++) {
        var http = i % 2 == 0 ? a.http() : b.http();
        calls.add(
            switch (i % 4) {
              case 0, 1 -> () -> http.post("/api/worker/register", registration);
              case 2 -> () -> Fleet.heartbeat(http, id);
              default -> () -> http.delete("/api/worker/unregister/" + id);
            });
      }
      for (var answer : threads.invokeAll(calls)) {
        statuses.add(answer.get().status());
      }
    }
    assertThat(statuses).isSubsetOf(200, 404, 503).contains(200);
    var history = a.http().get("/api/admin/workers/" + id + "/history?limit=1000").object();
    var registered = false;
    var events = new ArrayList<>(history.getJsonArray("events").getValuesAs(JsonObject.class));
    Collections.reverse(events);
    for (var event : events) {
      switch (event.getString("transition")) {
        case "registered" -> {
          assertThat(registered).isFalse();
          registered = true;
        }
        case "reregistered" -> assertThat(registered).isTrue();
        case "deregistered" -> {
          assertThat(registered).isTrue();
          registered = false;
        }
        default -> {} // held back for coming and going
      }
    }
    var there = registered;
    for (var replica : List.of(a, b)) {
      Await.until(
          "both know the outcome", SOON, () -> (admin(replica, id).status() == 200) == there);
    }
  }

  @Test
  @Order(6)
  void cleanupIsHandedOverWhenItsHolderDies() throws Exception {
    var worker = register(a.http());
    a.kill();
    Await.until(
        "the other one cleans up",
        PATIENCE,
        () -> b.management().get("/health/live").text().contains("\"role\":\"holder\""));
    assertThat(Fleet.heartbeat(b.http(), worker).status()).isEqualTo(200);
    a.restart();
    assertThat(admin(a, worker).object().getString("state")).isEqualTo("serving");
  }
}
