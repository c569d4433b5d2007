package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;
import static uk.org.rmatool.system.rig.Problems.assertRetryLater;

import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.EmptyPair;
import uk.org.rmatool.system.rig.EmptyPair.Pair;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Services, workers and coordinators that are not there, or no longer. */
@ExtendWith({SharedPlatform.class, EmptyPair.class})
class NobodyThereIT {
  @Test
  void aServiceWithoutProviderIs503AndSaysWhenToTryAgain(Platform platform) {
    for (var server :
        new uk.org.rmatool.system.rig.Http[] {platform.router(), platform.coordinator()}) {
      for (var service : new String[] {"llm", "chromadb", "never-heard-of"}) {
        var answer = server.send("POST", "/service/" + service + "/x?y=1", "body");
        var problem = assertProblem(answer, 503, "no-provider");
        assertThat(problem.getString("detail")).contains(service.replace("llm", "llm-inference"));
        assertRetryLater(answer);
      }
    }
  }

  @Test
  void aDeadWorkerIs502NamingTheHopAndGetsNoMoreCalls(Platform platform) throws IOException {
    var id = "dead-" + UUID.randomUUID();
    var service = "service-" + UUID.randomUUID();
    FakeWorker.join(platform.router(), FakeWorker.registration(id, service, closedPort()));
    var first = platform.coordinator().get("/service/" + service + "/x");
    var problem = assertProblem(first, 502, "upstream-failed");
    assertThat(problem.getString("hop")).isEqualTo("coordinator");
    assertThat(problem.getString("upstream")).isEqualTo(id);

    var second = platform.coordinator().get("/service/" + service + "/x");
    assertThat(assertProblem(second, 503, "no-provider").getString("detail"))
        .contains("1 cannot be reached");
    assertRetryLater(second);
    platform.router().delete("/api/worker/unregister/" + id);
  }

  @Test
  void anotherProviderTakesOverFromADeadOne(Platform platform) throws IOException {
    var dead = "dead-" + UUID.randomUUID();
    try (var worker = new FakeWorker()) {
      FakeWorker.join(
          platform.router(), FakeWorker.registration(dead, worker.service(), closedPort()));
      FakeWorker.join(platform.router(), worker.registration());
      FakeWorker.awaitRoutable(platform.router(), worker.service());
      for (int i = 0; i < 20; i++) {
        var answer = platform.router().send("POST", "/service/" + worker.service() + "/x", "body");
        assertThat(answer.status()).as("call %d: %s", i, answer).isEqualTo(200);
      }
      platform.router().delete("/api/worker/unregister/" + dead);
      platform.router().delete("/api/worker/unregister/" + worker.id());
    }
  }

  @Test
  void aWorkerThatBreaksOffIs502(Platform platform) throws IOException {
    try (var worker = new FakeWorker()) {
      worker.join(platform.router());
      worker.serving(
          exchange -> {
            throw new IOException("gone before it answered");
          });
      var answer = platform.router().get("/service/" + worker.service() + "/x");
      assertThat(assertProblem(answer, 502, "upstream-failed").getString("upstream"))
          .isEqualTo(worker.id());
      platform.router().delete("/api/worker/unregister/" + worker.id());
    }
  }

  @Test
  void aDeadCoordinatorIs503(Pair pair) throws IOException {
    var router = pair.router();
    var id = "dead-" + UUID.randomUUID();
    var coordinator =
        Json.createObjectBuilder()
            .add("worker_id", id)
            .add("tunnel_url", closedPort().toString())
            .build();
    assertThat(router.post("/api/edge/register", coordinator).status()).isEqualTo(200);
    try {
      var worker = FakeWorker.registration("w", "s", closedPort());
      var registration = router.post("/api/worker/register", worker);
      assertProblem(registration, 503, "coordinator-unreachable");
      assertRetryLater(registration);
      var call = router.get("/service/upload/x");
      assertThat(call.status()).as("%s", call).isIn(502, 503);
      var next = router.get("/service/upload/x");
      assertProblem(next, 503, "no-provider");
      assertRetryLater(next);
      var fleet = router.get("/api/admin/workers").object();
      assertThat(fleet.getJsonArray("unreachable").toString())
          .as("who did not answer is named")
          .contains(id);
    } finally {
      assertThat(router.delete("/api/edge/" + id).status()).isEqualTo(200);
    }
    assertProblem(router.get("/service/upload/x"), 503, "no-coordinator");
  }

  private static URI closedPort() throws IOException {
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + closed.getLocalPort());
    }
  }
}
