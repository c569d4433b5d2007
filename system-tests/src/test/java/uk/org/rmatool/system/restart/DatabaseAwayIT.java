package uk.org.rmatool.system.restart;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;
import static uk.org.rmatool.system.rig.Problems.assertRetryLater;

import jakarta.json.Json;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.BreakablePlatform;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;

/** The database answers nothing for ten seconds: it hangs, which is worse than being gone. */
@ExtendWith(BreakablePlatform.class)
class DatabaseAwayIT {
  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  /** What a probe of Kubernetes waits. */
  private static final Duration PROBE = Duration.ofSeconds(3);

  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");

  @Test
  void serviceCallsGoOnRegistrationsWaitAndNothingIsLost(Platform platform) throws Exception {
    var before = "before-" + UUID.randomUUID();
    FakeWorker.join(platform.router(), FakeWorker.registration(before, before, SOMEWHERE));
    try (var worker = new FakeWorker()) {
      worker.join(platform.router());
      var database = platform.pid("database");
      Processes.freeze(database);
      var frozen = System.nanoTime();
      try {
        var atRouter = later(() -> register(platform.router(), "new-" + UUID.randomUUID()));
        var atCoordinator =
            later(() -> register(platform.coordinator(), "new-" + UUID.randomUUID()));
        var edge = later(() -> registerCoordinator(platform));
        for (int i = 0; i < 20; i++) {
          var call = platform.router().get("/service/" + worker.service() + "/x");
          assertThat(call.status()).as("service call: %s", call).isEqualTo(200);
          var beat = Fleet.heartbeat(platform.router(), before);
          assertThat(beat.status()).as("heartbeat: %s", beat).isEqualTo(200);
          var direct = Fleet.heartbeat(platform.coordinator(), before);
          assertThat(direct.status()).as("heartbeat: %s", direct).isEqualTo(200);
        }
        assertThat(platform.router().get("/api/admin/workers").status()).isEqualTo(200);
        for (var refused : new Answer[] {get(atCoordinator), get(atRouter), get(edge)}) {
          assertProblem(refused, 503, "database-away");
          assertRetryLater(refused);
        }
        for (var program : new String[] {"router", "coordinator"}) {
          assertProbesHearThatItIsAway(platform, program);
          assertThat(platform.management(program).get("/health/live").status()).isEqualTo(200);
        }
        while (System.nanoTime() - frozen < AWAY.toNanos()) {
          var call = platform.router().get("/service/" + worker.service() + "/x");
          assertThat(call.status()).as("service call: %s", call).isEqualTo(200);
        }
      } finally {
        Processes.thaw(database);
      }
      var after = "after-" + UUID.randomUUID();
      Await.until(
          "registrations work again",
          RECOVERY,
          () -> register(platform.router(), after).status() == 200);
      for (var program : new String[] {"router", "coordinator"}) {
        Await.until(
            program + " has its database again",
            RECOVERY,
            () -> "up".equals(database(ready(platform, program)).get("database")));
      }
      assertThat(platform.pid("database")).as("nobody restarted it").isEqualTo(database);
      assertThat(Fleet.workers(platform.router())).contains(before, worker.id(), after);
      assertThat(Fleet.heartbeat(platform.router(), before).status()).isEqualTo(200);
    }
  }

  /** One probe may meet a busy moment of the machine; all of them are told the same. */
  private static void assertProbesHearThatItIsAway(Platform platform, String program) {
    var answers = new ArrayList<Answer>();
    Await.until(
        program + " answers a probe in time",
        RECOVERY,
        () -> {
          var asked = System.nanoTime();
          answers.add(ready(platform, program));
          return System.nanoTime() - asked < PROBE.toNanos();
        });
    assertThat(answers)
        .allSatisfy(answer -> assertThat(database(answer)).containsEntry("database", "away"));
  }

  private static Answer ready(Platform platform, String program) {
    return platform.management(program).get("/health/ready");
  }

  /** What readiness, which must be up, shows of the database. */
  private static Map<String, String> database(Answer ready) {
    assertThat(ready.status()).as("%s", ready).isEqualTo(200);
    return ready.check("database").stream()
        .flatMap(check -> check.getJsonObject("data").entrySet().stream())
        .filter(entry -> entry.getValue() instanceof JsonString)
        .collect(toMap(Map.Entry::getKey, entry -> ((JsonString) entry.getValue()).getString()));
  }

  private static Answer register(uk.org.rmatool.system.rig.Http server, String id) {
    return server.post("/api/worker/register", FakeWorker.registration(id, id, SOMEWHERE));
  }

  private static Answer registerCoordinator(Platform platform) {
    var body =
        Json.createObjectBuilder()
            .add("worker_id", "new-" + UUID.randomUUID())
            .add("tunnel_url", SOMEWHERE.toString())
            .build();
    return platform.router().post("/api/edge/register", body);
  }

  private static Future<Answer> later(java.util.function.Supplier<Answer> call) {
    return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
  }

  /** The answer, which must come while the database is away. */
  private static Answer get(Future<Answer> answer) throws IOException {
    try {
      return answer.get(AWAY.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer while the database was away", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
