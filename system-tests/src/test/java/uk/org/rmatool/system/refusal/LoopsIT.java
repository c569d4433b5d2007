package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;

import jakarta.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.EmptyPair;
import uk.org.rmatool.system.rig.EmptyPair.Pair;
import uk.org.rmatool.system.rig.FakeWorker;

/** Nodes that announce the address of the program itself. */
@ExtendWith(EmptyPair.class)
class LoopsIT {
  @Test
  void aRouterThatIsItsOwnCoordinatorAnswersOnceAndSaysWhy(Pair pair) {
    var router = pair.router();
    var itself =
        Json.createObjectBuilder()
            .add("worker_id", "myself")
            .add("tunnel_url", router.base().toString())
            .build();
    assertThat(router.post("/api/edge/register", itself).status()).isEqualTo(200);
    try {
      var problem = assertProblem(router.get("/service/upload/x"), 502, "upstream-failed");
      assertThat(problem.getString("detail")).contains("announced this router's address");

      var fleet = router.get("/api/admin/workers");
      assertThat(fleet.status()).isEqualTo(200);
      assertThat(fleet.object().getJsonArray("unreachable").toString())
          .contains("myself")
          .contains("502");

      var worker = FakeWorker.registration("w", "s", router.base());
      var refused = router.post("/api/worker/register", worker);
      if (refused.status() == 503) { // a probe has found out meanwhile
        assertProblem(refused, 503, "coordinator-unreachable");
      } else {
        assertProblem(refused, 502, "upstream-failed");
      }
    } finally {
      assertThat(router.delete("/api/edge/myself").status()).isEqualTo(200);
    }
  }

  @Test
  void aCoordinatorThatIsItsOwnWorkerAnswersOnceAndSaysWhy(Pair pair) {
    var coordinator = pair.coordinator();
    var itself =
        Json.createObjectBuilder()
            .add("worker_id", "myself")
            .add("tunnel_url", coordinator.base().toString())
            .add("capabilities", Json.createObjectBuilder())
            .add("api", "rma/2")
            .add("runnable", Json.createArrayBuilder().add("document-processing"))
            .build();
    var running =
        Json.createObjectBuilder()
            .add("worker_id", "myself")
            .add(
                "services_status", Json.createObjectBuilder().add("document-processing", "running"))
            .build();
    assertThat(coordinator.post("/api/worker/register", itself).status()).isEqualTo(200);
    try {
      assertThat(coordinator.post("/api/worker/heartbeat", running).status()).isEqualTo(200);
      var problem = assertProblem(coordinator.get("/service/upload/x"), 502, "upstream-failed");
      assertThat(problem.getString("detail")).contains("announced this coordinator's address");
    } finally {
      assertThat(coordinator.delete("/api/worker/unregister/myself").status()).isEqualTo(200);
    }
  }
}
