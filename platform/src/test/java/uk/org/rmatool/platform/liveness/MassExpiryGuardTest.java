package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.liveness.Change.Kind;

class MassExpiryGuardTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Fleet fleet = new Fleet();

  /** So many that have sent heartbeats for a minute; nobody does any more. */
  private List<NodeId> fleetOf(int size) {
    var ids = Fleet.ids(0, size);
    fleet.register(ids);
    fleet.pass(MINUTE, ids);
    return ids;
  }

  private List<LeaseState> states() {
    return fleet.nodes.values().stream().map(fleet.engine::state).distinct().toList();
  }

  @Test
  void whenAllFallSilentNobodyIsDegradedForFiveMinutes() {
    fleetOf(20);
    while (!fleet.engine.guard().active()) {
      assertThat(states()).containsExactly(LeaseState.LIVE);
      fleet.pass(Duration.ofSeconds(1));
    }
    var guard = fleet.engine.guard();
    assertThat(guard.since()).contains(fleet.clock.instant());
    assertThat(guard.until()).contains(fleet.clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(guard.reason()).isEqualTo("5 of 20 leases would degrade at once");
    fleet.pass(Duration.ofSeconds(299));
    assertThat(states()).containsExactly(LeaseState.LIVE);
    assertThat(fleet.kinds()).containsExactly(Kind.GUARD_ENTERED);
    assertThat(fleet.changes.getFirst().reason()).isEqualTo(guard.reason());
    assertThat(fleet.engine.guard().held()).isEqualTo(20);
  }

  @Test
  void theGuardEndsWithoutALookToo() {
    fleetOf(20);
    fleet.pass(Duration.ofSeconds(90));
    fleet.pass(
        Duration.between(
            fleet.clock.instant(), fleet.engine.guard().until().orElseThrow().minusSeconds(1)));
    fleet.clock.advance(Duration.ofMillis(999));
    assertThat(states()).containsExactly(LeaseState.LIVE);
    fleet.clock.advance(Duration.ofMillis(1));
    assertThat(states()).containsExactly(LeaseState.DEGRADED);
    assertThat(fleet.engine.guard().active()).isFalse();
  }

  @Test
  void theSameSilenceIsNotGuardedTwice() {
    fleetOf(20);
    fleet.pass(Duration.ofSeconds(900));
    assertThat(fleet.kinds().subList(0, 2)).containsExactly(Kind.GUARD_ENTERED, Kind.GUARD_LEFT);
    assertThat(fleet.changes.get(1).reason()).isEqualTo("nodes were not heard of for PT5M");
    assertThat(fleet.found(Kind.DEGRADED)).hasSize(20);
    assertThat(fleet.changes).hasSize(22);
    assertThat(states()).containsExactly(LeaseState.EXPIRED);
  }

  @Test
  void theGuardEndsWhenNodesAreHeardOfAgain() {
    var ids = fleetOf(20);
    fleet.pass(Duration.ofSeconds(100));
    fleet.renew(ids.subList(0, 18));
    fleet.look();
    assertThat(fleet.engine.guard().active()).isTrue(); // 2 of 20 is half of the share, not below
    fleet.renew(ids.get(18));
    fleet.look();
    assertThat(fleet.engine.guard().active()).isFalse();
    assertThat(fleet.kinds()).containsExactly(Kind.GUARD_ENTERED, Kind.GUARD_LEFT, Kind.DEGRADED);
    assertThat(fleet.changes.get(1).reason()).isEqualTo("the silence is over");
    assertThat(fleet.found(Kind.DEGRADED)).containsExactly(ids.get(19));
  }

  @Test
  void afterTheSilenceAnotherOneIsGuardedAgain() {
    var ids = fleetOf(20);
    fleet.pass(Duration.ofMinutes(7));
    assertThat(fleet.engine.guard().active()).isFalse();
    fleet.pass(MINUTE, ids);
    assertThat(states()).containsExactly(LeaseState.LIVE);
    fleet.pass(Duration.ofSeconds(120));
    assertThat(states()).containsExactly(LeaseState.LIVE);
    assertThat(fleet.engine.guard().active()).isTrue();
  }

  @Test
  void afterCleanupHasRemovedTheSilentAnotherSilenceIsGuardedAgain() {
    var ids = fleetOf(40);
    var others = ids.subList(20, 40);
    fleet.pass(Duration.ofSeconds(700), others);
    ids.subList(0, 20).forEach(fleet::leave);
    fleet.pass(MINUTE, others);
    assertThat(fleet.engine.guard().active()).isFalse();
    fleet.pass(Duration.ofSeconds(120));
    assertThat(fleet.engine.guard().active()).isTrue();
    assertThat(states()).containsExactly(LeaseState.LIVE);
  }

  @ParameterizedTest
  @CsvSource({"9, false", "10, true"})
  void onlyAFleetOfSomeSizeIsGuarded(int size, boolean guarded) {
    fleetOf(size);
    fleet.pass(Duration.ofSeconds(95));
    assertThat(fleet.engine.guard().active()).isEqualTo(guarded);
    assertThat(states()).containsExactly(guarded ? LeaseState.LIVE : LeaseState.DEGRADED);
  }

  @ParameterizedTest
  @CsvSource({"20, false", "21, true"})
  void onlyMoreThanTheShareIsGuarded(int silent, boolean guarded) {
    var ids = fleetOf(100);
    fleet.renew(ids);
    fleet.pass(Duration.ofSeconds(95), ids.subList(silent, 100));
    assertThat(fleet.engine.guard().active()).isEqualTo(guarded);
    assertThat(fleet.found(Kind.DEGRADED)).hasSize(guarded ? 0 : silent);
  }

  @Test
  void nodesThatGoOneAfterTheOtherAreNotGuarded() {
    var ids = fleetOf(30);
    for (int gone = 1; gone <= 15; gone++) {
      fleet.pass(Duration.ofSeconds(30), ids.subList(gone, 30));
    }
    assertThat(fleet.kinds()).isNotEmpty().containsOnly(Kind.DEGRADED);
  }

  @Test
  void whatWasDegradedBeforeStaysSoAndIsNotCounted() {
    var ids = fleetOf(100);
    fleet.renew(ids);
    fleet.pass(Duration.ofSeconds(100), ids.subList(20, 100));
    fleet.pass(Duration.ofSeconds(30), ids.subList(20, 100));
    fleet.pass(Duration.ofSeconds(100));
    assertThat(fleet.engine.guard().active()).isTrue();
    assertThat(fleet.engine.guard().reason()).contains(" of 80 ");
    assertThat(fleet.found(Kind.DEGRADED)).containsExactlyElementsOf(ids.subList(0, 20));
    assertThat(fleet.state(ids.get(0))).isEqualTo(LeaseState.DEGRADED);
    assertThat(fleet.engine.guard().held()).isEqualTo(80);
  }

  @Test
  void whileGuardedNobodyExpires() {
    var ids = fleetOf(100);
    fleet.renew(ids);
    var others = ids.subList(15, 100);
    fleet.pass(Duration.ofSeconds(500), others);
    assertThat(fleet.found(Kind.DEGRADED)).hasSize(15);
    fleet.pass(Duration.ofSeconds(150));
    assertThat(fleet.engine.guard().active()).isTrue();
    assertThat(states()).containsExactlyInAnyOrder(LeaseState.DEGRADED, LeaseState.LIVE);
    assertThat(fleet.engine.guard().held()).isEqualTo(100);
  }

  @Test
  void leasesThatRunOutAtOnceAreGuardedTooWhateverDegradedThem() {
    var ids = fleetOf(20);
    for (int silent = 1; silent <= 20; silent++) { // degrade one after the other
      fleet.pass(Duration.ofSeconds(20), ids.subList(silent, 20));
    }
    fleet.pass(Duration.ofSeconds(120));
    assertThat(states()).containsExactly(LeaseState.DEGRADED);
    fleet.nodes.replaceAll((id, node) -> node.seenAt(fleet.now() - 500_000));
    fleet.pass(Duration.ofSeconds(150));
    assertThat(fleet.engine.guard().reason()).isEqualTo("20 of 20 leases would run out at once");
    assertThat(states()).containsExactly(LeaseState.DEGRADED);
  }

  @Test
  void coordinatorsThatHaveOneTermAreGuarded() {
    var ids = Fleet.ids(0, 20);
    for (int i = 0; i < 20; i++) { // a heartbeat a minute
      fleet.put(new Node(ids.get(i), fleet.now() + i * 3000, 300_000, 300_000));
    }
    fleet.pass(Duration.ofSeconds(400));
    assertThat(states()).containsExactly(LeaseState.LIVE);
    assertThat(fleet.engine.guard().active()).isTrue();
  }

  @Test
  void aFleetThatSendsRarelyIsSeenToFallSilentAtOnce() {
    for (int i = 0; i < 90; i++) { // an interval of 90 s: their leases do not end within a window
      fleet.put(new Node(Fleet.id(i), fleet.now() + i * 1000, 270_000, 600_000));
    }
    fleet.pass(Duration.ofSeconds(400));
    assertThat(fleet.kinds()).containsExactly(Kind.GUARD_ENTERED);
    assertThat(states()).containsExactly(LeaseState.LIVE);
  }

  @Test
  void aFleetThatSendsOftenIsNotTakenToBeSilent() {
    for (int i = 0; i < 20; i++) {
      fleet.put(new Node(Fleet.id(i), fleet.now(), 3_000, 600_000));
    }
    for (int i = 0; i < 60; i++) {
      fleet.renew(Fleet.ids(0, 20));
      fleet.pass(Duration.ofSeconds(1));
    }
    assertThat(fleet.changes).isEmpty();
  }

  @Test
  void evidenceCountsWhileLeasesAreExtended() {
    var ids = fleetOf(20);
    fleet.pass(Duration.ofSeconds(100));
    var node = fleet.node(ids.get(0));
    assertThat(fleet.engine.isTrusted(node)).isTrue();
    fleet.engine.suspect(ids.get(0), "connection refused");
    assertThat(fleet.engine.isTrusted(node)).isFalse();
  }

  @Test
  void aShareOfOneTurnsTheGuardOff() {
    var off = new LeaseSettings(1, Duration.ofSeconds(15), 10, MINUTE, MINUTE, 1000);
    var unguarded = new Fleet(off);
    unguarded.register(Fleet.ids(0, 100));
    unguarded.pass(Duration.ofSeconds(90));
    assertThat(unguarded.found(Kind.DEGRADED)).hasSize(100);
  }
}
