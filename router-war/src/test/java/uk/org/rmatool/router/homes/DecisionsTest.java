package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.router.homes.TestRouter.json;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.homes.FakeCoordinator.Asked;
import uk.org.rmatool.router.homes.FakeCoordinator.Says;

/** What operators' decisions do to where workers go, and how coordinators are told. */
class DecisionsTest {
  private static final NodeId W1 = new NodeId("w1");
  private static final NodeId W2 = new NodeId("w2");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  @TempDir private Path folder;
  private TestRouter router;

  @BeforeEach
  void aRouterThatKnowsNobody() {
    router = new TestRouter(folder);
  }

  private int register(NodeId worker) {
    var body = "{'worker_id':'%s','tunnel_url':'http://%s:1','capabilities':{}}";
    return router
        .calls
        .register(Optional.of(worker), json(body.formatted(worker, worker)))
        .status();
  }

  private int heartbeat(NodeId worker) {
    return router.calls.heartbeat(worker, "{}").status();
  }

  private NodeId home(NodeId worker) {
    return router.store.rows.get(worker).coordinator();
  }

  private Intent intent(NodeId worker) {
    return router.intents.of(Subject.WORKER, worker);
  }

  private static Intent sent(Asked call) {
    return Intent.fromJson(json(call.body()).getJsonObject("intent"));
  }

  @Test
  void aCordonedCoordinatorKeepsItsWorkersAndIsGivenNoMore() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
      router.join(B, b);
      router.decide(Subject.COORDINATOR, A, "{'cordon':true}");
      register(W1);
      register(W2);
      register(new NodeId("w3"));
      heartbeat(W1);
      assertThat(home(W1)).isEqualTo(A);
      assertThat(router.homes.at(B)).hasSize(2);
    }
  }

  @Test
  void onlyCoordinatorsThatMayTakeWorkersAreAsked() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      for (var change :
          List.of("{'cordon':true}", "{'drain':true}", "{'approval':'pending'}", "{'weight':0}")) {
        router.decide(Subject.COORDINATOR, A, change);
        assertThatThrownBy(() -> register(W1)).as(change).isInstanceOf(PlatformException.class);
        router.decide(
            Subject.COORDINATOR,
            A,
            "{'cordon':false,'drain':false,'approval':'approved','weight':100}");
      }
      assertThat(a.asked()).isEmpty();
      assertThat(register(W1)).isEqualTo(200);
    }
  }

  @Test
  void aDrainedCoordinatorsWorkersGetAnotherHomeWhenTheyAreHeardOf() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
      register(W2);
      router.decide(Subject.COORDINATOR, A, "{'drain':true}");
      assertThat(heartbeat(W1)).isEqualTo(200);
      assertThat(home(W1)).as("there is no other").isEqualTo(A);
      router.join(B, b);
      assertThat(heartbeat(W1)).isEqualTo(200);
      register(W2);
      assertThat(router.homes.at(B)).containsExactlyInAnyOrder(W1, W2);
      assertThat(router.homes.releases(A)).hasSize(2);
    }
  }

  @Test
  void moreWeightBringsMoreWorkers() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      router.join(B, b);
      router.decide(Subject.COORDINATOR, A, "{'weight':25}");
      for (int i = 0; i < 50; i++) {
        register(new NodeId("many-" + i));
      }
      assertThat(router.homes.at(A)).hasSize(10);
    }
  }

  @Test
  void aRejectedWorkerIs403() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      router.decide(Subject.WORKER, W1, "{'approval':'rejected'}");
      assertThatThrownBy(() -> register(W1))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.problem().type()).isEqualTo(ProblemType.REJECTED));
      assertThat(a.asked()).isEmpty();
    }
  }

  @Test
  void aRejectedWorkerHasNoHomeAndGetsNoneByAnyWay() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        register(W1);
        router.decide(Subject.WORKER, W1, "{'approval':'rejected','reason':'loud'}");
        router.workerIntents.evictIfRejected(W1);
        router.workerIntents.evictIfRejected(W1);
        assertThat(router.store.events).containsExactly("w1 registered", "w1 evicted");
        assertThat(router.homes.releases(A)).containsExactly(new Release(W1, 2));
        assertRejected(() -> heartbeat(W1));
        assertRejected(() -> register(W1));
        assertThat(a.asked()).hasSize(1);
      }
      router.join(B, b);
      assertRejected(() -> heartbeat(W1));
      assertThat(b.asked()).isEmpty();
      router.decide(Subject.WORKER, W1, "{'approval':'approved'}");
      assertThat(register(W1)).isEqualTo(200);
    }
  }

  @Test
  void aHomeThatARejectedWorkerStillHasIsNotMovedAndEndsAfterARestart() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
      var home = router.homes.find(W1).orElseThrow();
      router.join(B, b);
      router.decide(Subject.WORKER, W1, "{'approval':'rejected'}");
      assertRejected(() -> router.moves.move(home, "is gone"));
      assertThat(b.asked()).isEmpty();
      assertThat(router.moves.mayMove(W1)).isFalse();
      assertThat(router.moves.mayMove(W2)).isTrue();
      router.workerIntents.evictRejected();
      assertThat(router.store.rows).isEmpty();
      assertThat(router.store.events).endsWith("w1 evicted");
    }
  }

  @Test
  void aWorkerThatWasRejectedAtItsCoordinatorLosesItsHome() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
      router.workerIntents.hear(A, W1, json("{'approval':'rejected','changed_at':5}"));
      assertThat(router.store.rows).isEmpty();
    }
  }

  private static void assertRejected(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.REJECTED));
  }

  @Test
  void aWorkersIntentGoesWithItsRegistrationAndWithEveryMove() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        router.decide(Subject.WORKER, W1, "{'drain':true}");
        register(W1);
        assertThat(sent(a.asked().getFirst())).isEqualTo(intent(W1));
        assertThat(json(router.store.rows.get(W1).registration())).doesNotContainKey("intent");
        assertThat(router.intents.untold()).isEmpty();
      }
      router.join(B, b);
      heartbeat(W1);
      assertThat(sent(b.asked().getFirst())).isEqualTo(intent(W1));
    }
  }

  @Test
  void whatAWorkerSaysOfItsIntentIsNotPassedOn() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      var body = json("{'worker_id':'w1','tunnel_url':'http://w:1','intent':{'changed_at':9}}");
      router.calls.register(Optional.of(W1), body);
      assertThat(json(a.asked().getFirst().body())).doesNotContainKey("intent");
    }
  }

  @Test
  void aDecisionIsSentAtOnceAndAnAnswerWithALaterOneIsKept() throws IOException {
    var says = new AtomicReference<>("{\"status\":\"registered\"}");
    try (var a = new FakeCoordinator(call -> new Says(200, says.get()))) {
      router.join(A, a);
      register(W1);
      router.decide(Subject.WORKER, W1, "{'weight':7}");
      var later = intent(W1).toJson().toString().replace("\"weight\":7", "\"weight\":9");
      says.set(later.replaceFirst("\"changed_at\":\\d+", "\"changed_at\":8000000000000"));
      router.workerIntents.tell(W1);
      var call = a.asked().getLast();
      assertThat(call.method()).isEqualTo("PATCH");
      assertThat(call.path()).isEqualTo("/api/admin/workers/w1/intent");
      assertThat(Intent.fromJson(json(call.body())).weight()).isEqualTo(7);
      assertThat(intent(W1).weight()).isEqualTo(9);
      assertThat(router.intents.untold()).isEmpty();
    }
  }

  @Test
  void aDecisionThatCouldNotBeSentIsToldWithTheHeartbeatsUntilItIsHeardBack() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
    }
    router.decide(Subject.WORKER, W1, "{'drain':true}");
    router.workerIntents.tell(W1);
    for (int i = 0; i < 2; i++) {
      var told = router.workerIntents.untold(A);
      assertThat(told).hasSize(1);
      assertThat(told.getFirst().getString("worker_id")).isEqualTo("w1");
      assertThat(Intent.fromJson(told.getFirst())).isEqualTo(intent(W1));
    }
    assertThat(router.workerIntents.untold(B)).isEmpty();
    router.workerIntents.hear(W1, intent(W1).toJson());
    assertThat(router.workerIntents.untold(A)).isEmpty();
  }

  @Test
  void anOlderDecisionOrOneThatCannotBeReadChangesNothing() {
    router.decide(Subject.WORKER, W1, "{'drain':true}");
    router.workerIntents.hear(W1, json("{'weight':1,'changed_at':5}"));
    router.workerIntents.hear(W1, json("{'weight':'x','changed_at':9000000000000}"));
    assertThat(intent(W1).drain()).isTrue();
    assertThat(intent(W1).weight()).isEqualTo(100);
  }

  @Test
  void aCoordinatorDecidesOnlyAboutWorkersThatAreAtHomeThereOrNowhere() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      register(W1);
      var drained = json("{'drain':true,'changed_at':5}");
      router.workerIntents.hear(B, W1, drained);
      assertThat(intent(W1)).isEqualTo(Intent.NONE);
      router.workerIntents.hear(B, W2, drained);
      router.workerIntents.hear(A, W1, drained);
      assertThat(intent(W1).drain()).isTrue();
      assertThat(intent(W2).drain()).isTrue();
    }
  }

  @Test
  void whatACoordinatorTellsItselfIsNotKeptTwice() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        router.told.keep(A, "stream", List.of(), event -> false);
        register(W1);
        register(W2);
        router.calls.unregister(W2);
        assertThat(router.store.events).isEmpty();
      }
      router.join(B, b);
      heartbeat(W1);
      register(W1);
      assertThat(router.store.events)
          .as("that it moved, only the router knows; and B does not tell")
          .containsExactly("w1 rehomed", "w1 reregistered");
    }
  }

  @Test
  void aWorkersStandingIsItsCoordinatorsAnswerOrWhyThereIsNone() throws IOException {
    var standing = router.standing;
    try (var a = new FakeCoordinator(call -> new Says(200, "{\"state\":\"serving\"}"))) {
      router.join(A, a);
      register(W1);
      var seen = standing.look(W1, "/history?limit=1").orElseThrow();
      assertThat(a.asked().getLast().path()).isEqualTo("/api/admin/workers/w1/history");
      assertThat(seen).isEqualTo(json("{'state':'serving','coordinator':'a'}"));
      router.coordinators.suspect(A, "no answer");
      assertThat(standing.look(W1, "").orElseThrow().getString("why"))
          .isEqualTo("its coordinator a cannot be reached: no answer");
    }
    router.coordinators.leave(A, "192.0.2.1");
    var gone = standing.look(W1, "").orElseThrow();
    assertThat(gone.getString("state")).isEqualTo("suspect");
    assertThat(gone.getString("why")).isEqualTo("its coordinator a is gone");
  }
}
