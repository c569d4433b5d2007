package uk.org.rmatool.router.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.router.homes.TestRouter.json;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.router.coordinators.Digest;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.homes.FakeCoordinator.Says;

/** Coordinators here really die: nothing listens at their address any more. */
class RehomingTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Duration AFTER = Duration.ofSeconds(15);
  private static final int PER_SECOND = 10;
  private static final int WORKERS = 25;

  @TempDir private Path folder;
  private TestRouter router;
  private Rehoming rehoming;

  @BeforeEach
  void aRouterThatKnowsNobody() {
    router = new TestRouter(folder);
    rehoming =
        new Rehoming(
            router.coordinators,
            router.homes,
            router.moves,
            router.locks,
            new RehomingConfig(AFTER, PER_SECOND),
            router.clock);
  }

  private void register(String worker, String service) {
    var body =
        json(
            "{'worker_id':'%s','tunnel_url':'http://%s:1','services':[{'name':'%s'}]}"
                .formatted(worker, worker, service));
    router.calls.register(Optional.of(new NodeId(worker)), body);
  }

  private void registerAll() {
    for (int i = 0; i < WORKERS; i++) {
      register("w" + i, "common");
    }
  }

  /** What the probes find. */
  private void isFoundDead(NodeId coordinator) {
    router.coordinators.suspect(coordinator, "connection refused");
  }

  private int second() {
    router.clock.set(router.clock.instant().plusSeconds(1));
    return rehoming.look() ? rehoming.run() : 0;
  }

  private int seconds(int n) {
    int moved = 0;
    for (int i = 0; i < n; i++) {
      moved += second();
    }
    return moved;
  }

  @Test
  void aDeadCoordinatorsWorkersMoveAtTheirPaceWithoutAHeartbeat() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        registerAll();
      }
      router.join(B, b);
      isFoundDead(A);
      assertThat(seconds(15)).as("it may come back").isZero();
      assertThat(second()).isEqualTo(PER_SECOND);
      assertThat(second()).isEqualTo(PER_SECOND);
      assertThat(second()).isEqualTo(WORKERS - 2 * PER_SECOND);
      assertThat(seconds(20)).isZero();
      assertThat(router.homes.at(B)).hasSize(WORKERS);
      assertThat(router.store.rows.values())
          .allSatisfy(home -> assertThat(home.epoch()).isEqualTo(2));
      assertThat(router.homes.releases(A)).as("it lets them go if it returns").hasSize(WORKERS);
    }
  }

  @Test
  void oneThatIsBackWithinThirteenSecondsKeepsItsWorkers() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      registerAll();
      router.join(B, b);
      isFoundDead(A);
      seconds(13);
      router.coordinators.heartbeat(A, Digest.NONE);
      assertThat(seconds(5)).isZero();
      isFoundDead(A);
      assertThat(seconds(13)).as("it counts anew").isZero();
      router.coordinators.leave(A, "192.0.2.1");
      router.join(A, a);
      assertThat(seconds(20)).isZero();
      assertThat(router.homes.at(A)).hasSize(WORKERS);
    }
  }

  @Test
  void oneThatLeftOrWhoseLeaseRanOutLosesThemToo() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      registerAll();
      router.join(B, b);
      router.coordinators.leave(A, "192.0.2.1");
      assertThat(seconds(30)).isEqualTo(WORKERS);
    }
  }

  @Test
  void aDrainedOneLosesThemAtOnce() throws IOException {
    try (var a = FakeCoordinator.thatTakesAll();
        var b = FakeCoordinator.thatTakesAll()) {
      router.join(A, a);
      registerAll();
      router.decide(Subject.COORDINATOR, A, "{'drain':true}");
      assertThat(seconds(3)).as("there is no other").isZero();
      router.join(B, b);
      assertThat(seconds(12)).isEqualTo(WORKERS);
    }
  }

  @Test
  void theOnlyProviderOfAServiceGoesFirst() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        registerAll();
        register("rare", "precious");
      }
      router.join(B, b);
      isFoundDead(A);
      while (second() == 0) {} // until the first of them move
      assertThat(router.homes.at(B)).hasSize(PER_SECOND).contains(new NodeId("rare"));
    }
  }

  @Test
  void aWorkerThatNobodyHasHeardOfForLongIsNotBroughtBack() throws IOException {
    try (var b = FakeCoordinator.thatTakesAll()) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        registerAll();
      }
      router.clock.set(router.clock.instant().plus(Duration.ofMinutes(11)));
      router.join(B, b);
      assertThat(seconds(30)).isZero();
      assertThat(b.asked()).isEmpty();
    }
  }

  @Test
  void whoCouldNotMoveIsTriedAgain() throws IOException {
    try (var full =
        new FakeCoordinator(call -> new Says(router.homes.at(B).size() < 5 ? 200 : 503, "{}"))) {
      try (var a = FakeCoordinator.thatTakesAll()) {
        router.join(A, a);
        registerAll();
      }
      router.join(B, full);
      isFoundDead(A);
      seconds(20);
      var moved = router.homes.at(B).size();
      assertThat(moved).isBetween(5, WORKERS - 1);
      try (var c = FakeCoordinator.thatTakesAll()) {
        router.join(new NodeId("c"), c);
        seconds(20);
        assertThat(router.homes.at(A)).isEmpty();
      }
    }
  }
}
