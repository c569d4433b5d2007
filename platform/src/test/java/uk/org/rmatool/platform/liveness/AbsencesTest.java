package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;

class AbsencesTest {
  private static final NodeId A = Fleet.id(0);
  private static final NodeId B = Fleet.id(1);

  private Fleet fleet = new Fleet();

  private void restart(LeaseSettings settings, Duration away) {
    fleet.clock.advance(away);
    fleet.engine = new LeaseEngine("worker", settings, fleet.clock);
    fleet.engine.loaded(fleet.nodes.values());
  }

  private void restart(Duration away) {
    restart(LeaseSettings.DEFAULT, away);
  }

  private LeaseState stateAfter(NodeId id, Duration time) {
    fleet.clock.advance(time);
    return fleet.state(id);
  }

  @Test
  void afterAStartLeasesLastForADegradedTerm() {
    fleet.register(A);
    restart(Duration.ofHours(3));
    assertThat(stateAfter(A, Duration.ofMillis(89_999))).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(A, Duration.ofMillis(1))).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void afterAShortAbsenceLeasesLastForADegradedTermToo() {
    fleet.register(A);
    restart(Duration.ofSeconds(80));
    assertThat(stateAfter(A, Duration.ofMillis(89_999))).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(A, Duration.ofMillis(1))).isEqualTo(LeaseState.DEGRADED);
    assertThat(stateAfter(A, Duration.ofSeconds(430))).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void afterAStartLeasesLastForAsLongAsTheGuardMayAtMost() {
    fleet.put(new Node(A, fleet.now(), 300_000, 600_000));
    var halfAMinute =
        new LeaseSettings(
            0.2, Duration.ofSeconds(15), 10, Duration.ofSeconds(30), Duration.ofMinutes(5), 1000);
    restart(halfAMinute, Duration.ofSeconds(299));
    assertThat(stateAfter(A, Duration.ofMillis(29_999))).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(A, Duration.ofMillis(1))).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void whatEndedWhileTheRegistryWasThereIsNotExtended() {
    fleet.register(A);
    fleet.clock.advance(Duration.ofSeconds(90));
    fleet.register(B);
    restart(Duration.ofMinutes(1));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
    assertThat(fleet.state(B)).isEqualTo(LeaseState.LIVE);
  }

  @Test
  void aNodeThatIsHeardOfAfterAStartHasItsOrdinaryLease() {
    fleet.register(A);
    restart(Duration.ofHours(1));
    fleet.clock.advance(Duration.ofSeconds(10));
    fleet.renew(A);
    assertThat(stateAfter(A, Duration.ofMillis(89_999))).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(A, Duration.ofMillis(1))).isEqualTo(LeaseState.DEGRADED);
    assertThat(stateAfter(A, Duration.ofSeconds(510))).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void aFleetThatStaysSilentAfterAStartIsGuarded() {
    fleet.register(Fleet.ids(0, 20));
    restart(Duration.ofHours(1));
    fleet.pass(Duration.ofSeconds(300));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.LIVE);
    assertThat(fleet.engine.guard().active()).isTrue();
    assertThat(fleet.engine.guard().held()).isEqualTo(20);
    fleet.pass(Duration.ofSeconds(90));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void aStandingSaysThatTheRegistryWasAway() {
    fleet.register(A);
    restart(Duration.ofHours(1));
    assertThat(fleet.engine.standing(fleet.node(A)).why())
        .isEqualTo(
            "silent since %s, but its lease is extended: the registry was away"
                .formatted(Fleet.START));
  }

  @Test
  void anEmptyRegistryHasNothingToExtend() {
    restart(Duration.ofHours(1));
    fleet.register(A);
    assertThat(stateAfter(A, Duration.ofSeconds(90))).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void whileTheProgramIsSuspendedSilenceDoesNotCount() {
    fleet.register(A);
    fleet.pass(Duration.ofSeconds(30));
    fleet.clock.advance(Duration.ofHours(1));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.LIVE); // even before the next look
    fleet.look();
    fleet.pass(Duration.ofSeconds(44)); // 15 s of the hour were awaited
    assertThat(fleet.state(A)).isEqualTo(LeaseState.LIVE);
    fleet.pass(Duration.ofSeconds(1));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
    fleet.pass(Duration.ofSeconds(510));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void everySuspensionCounts() {
    fleet.register(A);
    for (int i = 0; i < 3; i++) {
      fleet.pass(Duration.ofSeconds(10));
      fleet.clock.advance(Duration.ofSeconds(315)); // 300 more than are awaited
      fleet.look();
    }
    fleet.pass(Duration.ofSeconds(14));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.LIVE);
    fleet.pass(Duration.ofSeconds(1));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void whatEndedBeforeASuspensionStaysSo() {
    fleet.register(A);
    fleet.pass(Duration.ofSeconds(90));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
    fleet.clock.advance(Duration.ofHours(1));
    fleet.look();
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
    assertThat(fleet.changes).hasSize(1);
  }

  @Test
  void aNodeThatIsHeardOfAfterASuspensionHasItsOrdinaryLease() {
    fleet.register(A);
    fleet.look();
    fleet.clock.advance(Duration.ofHours(1));
    fleet.renew(A);
    fleet.look();
    fleet.pass(Duration.ofSeconds(90));
    assertThat(fleet.state(A)).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void leasesEndThoughNobodyLooksAnyMore() {
    fleet.register(A);
    fleet.look();
    for (int s = 0; s < 90; s++) {
      assertThat(stateAfter(A, Duration.ofSeconds(1))).isEqualTo(LeaseState.LIVE);
    }
    assertThat(stateAfter(A, Duration.ofSeconds(1))).isEqualTo(LeaseState.DEGRADED); // 1 s late
  }

  @Test
  void comingBackAfterASuspensionIsNoFlap() {
    fleet.register(List.of(A, B));
    for (int i = 0; i < 6; i++) {
      fleet.look();
      fleet.clock.advance(Duration.ofMinutes(3));
      fleet.renew(List.of(A, B));
    }
    fleet.look();
    assertThat(fleet.changes).isEmpty();
  }
}
