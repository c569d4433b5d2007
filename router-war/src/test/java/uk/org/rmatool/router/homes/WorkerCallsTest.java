package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.router.homes.TestRouter.json;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.client.ControlClient.Answer;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;
import uk.org.rmatool.router.coordinators.Digest;
import uk.org.rmatool.router.homes.FakeCoordinator.Says;

class WorkerCallsTest {
  private static final NodeId W1 = new NodeId("w1");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  @TempDir private Path folder;

  private TestRouter router;
  private SettableClock clock;
  private InMemoryHomeStore store;
  private Homes homes;
  private CoordinatorRegistry coordinators;

  @BeforeEach
  void aRouterThatKnowsNobody() {
    router = new TestRouter(folder);
    clock = router.clock;
    store = router.store;
    homes = router.homes;
    coordinators = router.coordinators;
  }

  private WorkerCalls calls() {
    return router.calls;
  }

  private void join(NodeId id, FakeCoordinator coordinator) {
    router.join(id, coordinator);
  }

  private static JsonObject registration(String id, String url) {
    return json("{'worker_id':'%s','tunnel_url':'%s','capabilities':{}}".formatted(id, url));
  }

  private Answer register(NodeId id, String url) {
    return calls().register(Optional.of(id), registration(id.value(), url));
  }

  private static void assertUnreachable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(ProblemType.COORDINATOR_UNREACHABLE);
              assertThat(e.problem().retryAfterSeconds()).isPresent();
            });
  }

  @Test
  void aWorkerWithoutAnIdIsRememberedUnderTheOneThatItIsGiven() throws IOException {
    try (var a = new FakeCoordinator(call -> new Says(200, "{\"worker_id\":\"given\"}"))) {
      join(A, a);
      calls().register(Optional.empty(), registration("", "http://w:1"));
      assertThat(json(store.rows.get(new NodeId("given")).registration()))
          .isEqualTo(registration("given", "http://w:1"));
    }
  }

  @Test
  void aCoordinatorCannotMoveAnotherWorkerByGivingOutItsId() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = new FakeCoordinator(call -> new Says(200, "{\"worker_id\":\"w1\"}"))) {
      join(A, a);
      register(W1, "http://w:1");
      join(B, b);
      var other = new NodeId("other");
      calls().register(Optional.empty(), registration("", "http://evil:1"));
      register(other, "http://other:1");
      assertThat(b.asked()).isNotEmpty();
      assertThat(store.rows.get(W1).coordinator()).isEqualTo(A);
      assertThat(store.rows.get(W1).tunnelUrl()).isEqualTo("http://w:1");
    }
  }

  @Test
  void aCoordinatorWithoutRoomOrDatabaseIsPassedOver() throws IOException {
    try (var a = new FakeCoordinator(call -> new Says(503, "{}"));
        var b = FakeCoordinator.thatTakesAll()) {
      join(A, a);
      join(B, b);
      assertThat(register(W1, "http://w:1").status()).isEqualTo(200);
      assertThat(a.asked()).hasSize(1);
      assertThat(store.rows.get(W1).coordinator()).isEqualTo(B);
    }
  }

  @Test
  void whatAllRefuseIsRefusedAsTheLastOneSaid() throws IOException {
    try (var a = new FakeCoordinator(call -> new Says(503, "{\"why\":\"full\"}"))) {
      join(A, a);
      var answer = register(W1, "http://w:1");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json()).contains(json("{'why':'full'}"));
      assertThat(store.rows).isEmpty();
    }
  }

  @Test
  void aWorkerStaysWhereItIsWhenItsCoordinatorHasTroubleForAWhile() throws IOException {
    try (var a = new FakeCoordinator(call -> new Says(homes.at(A).isEmpty() ? 200 : 503, "{}"));
        var b = FakeCoordinator.thatTakesAll()) {
      join(A, a);
      register(W1, "http://w:1");
      join(B, b);
      assertThat(register(W1, "http://w:1").status()).isEqualTo(503);
      assertThat(b.asked()).isEmpty();
    }
  }

  private static FakeCoordinator thatGives(String... services) throws IOException {
    var given = Json.createArrayBuilder(List.of(services)).build();
    return new FakeCoordinator(call -> new Says(200, "{\"assigned_services\":" + given + "}"));
  }

  @Test
  void aWorkerOfOursTakesAlongTheServicesThatItWasGivenSinceItRegistered() throws IOException {
    var id = new NodeId("lab-abcdefghijklmnop");
    try (var a =
        new FakeCoordinator(
            call ->
                new Says(
                    200,
                    call.path().endsWith("register")
                        ? "{\"assigned_services\":[\"redis\"]}"
                        : "{\"assigned_services\":[\"minio\"]}"))) {
      join(A, a);
      register(id, "http://lab:1");
      assertThat(store.rows.get(id).assigned()).isEqualTo("[\"redis\"]");
      calls().heartbeat(id, "{\"worker_id\":\"lab-abcdefghijklmnop\"}");
      homes.writeRenewals();
      assertThat(store.rows.get(id).assigned()).isEqualTo("[\"minio\"]");
    }
  }

  @Test
  void aHeartbeatMovesAWorkerWhoseCoordinatorIsGoneUnderAHigherEpoch() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = thatGives("redis", "minio")) {
        join(A, a);
        register(W1, "http://w:1");
      }
      join(B, b);
      var beat = "{\"worker_id\":\"w1\"}";
      assertThat(calls().heartbeat(W1, beat).status()).isEqualTo(200);
      assertThat(store.rows.get(W1).coordinator()).isEqualTo(B);
      assertThat(b.asked()).extracting(FakeCoordinator.Asked::epoch).containsExactly("2", "2");
      assertThat(json(b.asked().getFirst().body()))
          .as("it keeps its services")
          .isEqualTo(
              Json.createObjectBuilder(registration("w1", "http://w:1"))
                  .add("assigned_services", Json.createArrayBuilder().add("redis").add("minio"))
                  .build());
      assertThat(b.asked().getLast().body()).isEqualTo(beat);
      assertThat(homes.releases(A)).containsExactly(new Release(W1, 2));
      assertThat(coordinators.suspicion(A)).isPresent();
    }
  }

  @Test
  void anIdWithoutAKeyIsNotTakenOverWhileItsCoordinatorIsAway() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        join(A, a);
        register(W1, "http://w:1");
      }
      join(B, b);
      assertUnreachable(() -> register(W1, "http://evil:1"));
      assertThat(b.asked()).isEmpty();
      assertThat(register(W1, "http://w:1").status()).isEqualTo(200);

      clock.set(clock.instant().plus(Duration.ofMinutes(4)));
      coordinators.heartbeat(B, Digest.NONE);
      clock.set(clock.instant().plus(Duration.ofMinutes(4)));
      coordinators.heartbeat(B, Digest.NONE);
      clock.set(clock.instant().plus(Duration.ofMinutes(4)));
      assertThat(register(W1, "http://elsewhere:1").status())
          .as("its lease has run out")
          .isEqualTo(200);
    }
  }

  @Test
  void aWorkerLeavesEvenWhileItsCoordinatorIsAway() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      join(A, a);
      register(W1, "http://w:1");
    }
    assertThat(calls().unregister(W1).status()).isEqualTo(200);
    assertThat(store.rows).isEmpty();
    assertThat(homes.releases(A)).containsExactly(new Release(W1, 2));
  }

  @Test
  void withoutAnyCoordinatorItSaysSo() {
    assertThatThrownBy(() -> register(W1, "http://w:1"))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NO_COORDINATOR));
  }

  @Test
  void whatAWorkerSaysOfItsServicesIsNotPassedOn() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll()) {
      join(A, a);
      var body =
          Json.createObjectBuilder(registration("w1", "http://w:1"))
              .add("assigned_services", Json.createArrayBuilder().add("redis"))
              .build();
      calls().register(Optional.of(W1), body);
      assertThat(json(a.asked().getFirst().body())).isEqualTo(registration("w1", "http://w:1"));
    }
  }

  @Test
  void aCoordinatorThatFellSilentLetsGoOfAWorkerThatAnotherOneTook() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        join(A, a);
      }
      join(B, b);
      register(W1, "http://w:1");
      assertThat(store.rows.get(W1).coordinator()).isEqualTo(B);
      assertThat(store.rows.get(W1).epoch()).isEqualTo(2);
      assertThat(homes.releases(A)).containsExactly(new Release(W1, 2));
    }
  }

  @Test
  void anOldConfirmationDoesNotHideANewerOrder() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        join(A, a);
        register(W1, "http://w:1");
      }
      join(B, b);
      calls().heartbeat(W1, "{}");
      assertThat(homes.releases(A)).containsExactly(new Release(W1, 2));
      store.releases.put(A, new ArrayList<>(List.of(new Release(W1, 4)))); // ordered meanwhile
      homes.released(A, List.of("w1"));
      assertThat(homes.releases(A)).containsExactly(new Release(W1, 4));
      homes.released(A, List.of("w1"));
      assertThat(homes.releases(A)).isEmpty();
    }
  }
}
