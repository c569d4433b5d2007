package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.api.NodeId;

class LeaseEngineTest {
  private static final NodeId W = Fleet.id(0);

  private final Fleet fleet = new Fleet();
  private final LeaseEngine engine = fleet.engine;

  @Test
  void silenceDegradesAndThenEndsALease() {
    fleet.register(W);
    assertThat(stateAfter(0)).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(89_999)).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(90_000)).isEqualTo(LeaseState.DEGRADED);
    assertThat(stateAfter(599_999)).isEqualTo(LeaseState.DEGRADED);
    assertThat(stateAfter(600_000)).isEqualTo(LeaseState.EXPIRED);
  }

  private LeaseState stateAfter(long millis) {
    fleet.clock.set(Fleet.START.plusMillis(millis));
    return fleet.state(W);
  }

  @Test
  void aRenewalBeginsTheLeaseAnew() {
    fleet.register(W);
    fleet.clock.advance(Duration.ofSeconds(89));
    fleet.renew(W);
    fleet.clock.advance(Duration.ofSeconds(89));
    assertThat(fleet.state(W)).isEqualTo(LeaseState.LIVE);
    fleet.clock.advance(Duration.ofSeconds(1));
    assertThat(fleet.state(W)).isEqualTo(LeaseState.DEGRADED);
  }

  @Test
  void aNodeWithOneTermIsNeverDegraded() {
    fleet.put(new Node(W, fleet.now(), 300_000, 300_000));
    assertThat(stateAfter(299_999)).isEqualTo(LeaseState.LIVE);
    assertThat(stateAfter(300_000)).isEqualTo(LeaseState.EXPIRED);
  }

  @Test
  void evidenceMakesSuspectUntilTheNodeIsHeardOf() {
    fleet.register(W);
    assertThat(engine.isTrusted(fleet.node(W))).isTrue();
    engine.suspect(W, "connection refused");
    assertThat(engine.isTrusted(fleet.node(W))).isFalse();
    assertThat(engine.suspicion(W)).contains("connection refused");
    assertThat(fleet.state(W)).isEqualTo(LeaseState.LIVE);
    fleet.renew(W);
    assertThat(engine.isTrusted(fleet.node(W))).isTrue();
    assertThat(engine.suspicion(W)).isEmpty();
  }

  @Test
  void suspicionEndsWithAProbeARegistrationOrLeaving() {
    fleet.register(W);
    engine.suspect(W, "gone");
    engine.trust(W);
    assertThat(engine.suspicion(W)).isEmpty();
    engine.suspect(W, "gone");
    fleet.register(W);
    assertThat(engine.suspicion(W)).isEmpty();
    engine.suspect(W, "gone");
    fleet.leave(W);
    assertThat(engine.suspicion(W)).isEmpty();
  }

  @Test
  void aDegradedNodeIsNotTrusted() {
    fleet.register(W);
    fleet.clock.advance(Duration.ofSeconds(90));
    assertThat(engine.isTrusted(fleet.node(W))).isFalse();
  }

  @Test
  void aLookTellsWhatHasChanged() {
    fleet.register(W);
    fleet.look();
    assertThat(fleet.changes).isEmpty();
    fleet.pass(Duration.ofSeconds(95));
    assertThat(fleet.changes)
        .containsExactly(
            new Change(Change.Kind.DEGRADED, Optional.of(W), "silent since " + Fleet.START));
    fleet.renew(W);
    fleet.look();
    engine.suspect(W, "connection refused");
    fleet.look();
    fleet.look();
    engine.trust(W);
    fleet.look();
    fleet.look();
    assertThat(fleet.kinds())
        .containsExactly(
            Change.Kind.DEGRADED,
            Change.Kind.RECOVERED,
            Change.Kind.SUSPECTED,
            Change.Kind.TRUSTED);
    assertThat(fleet.changes.get(2))
        .isEqualTo(new Change(Change.Kind.SUSPECTED, Optional.of(W), "connection refused"));
  }

  @Test
  void whatLeftOrRegisteredAnewIsNotToldToHaveRecovered() {
    fleet.register(Fleet.ids(0, 2));
    fleet.pass(Duration.ofSeconds(95));
    engine.suspect(W, "gone");
    fleet.look();
    fleet.changes.clear();
    fleet.leave(W);
    fleet.register(Fleet.id(1));
    fleet.look();
    assertThat(fleet.changes).isEmpty();
  }

  @Test
  void suspicionOfANodeThatIsNotThereIsForgotten() {
    fleet.register(W);
    engine.suspect(Fleet.id(1), "gone");
    fleet.look();
    assertThat(engine.suspicion(Fleet.id(1))).isEmpty();
    assertThat(fleet.changes).isEmpty();
  }

  @Test
  void whatWasDegradedBeforeAStartIsNotToldAgain() {
    fleet.register(Fleet.ids(0, 2));
    fleet.clock.advance(Duration.ofSeconds(100));
    fleet.renew(W);
    fleet.engine = new LeaseEngine("worker", LeaseSettings.DEFAULT, fleet.clock);
    fleet.engine.loaded(fleet.nodes.values());
    fleet.look();
    assertThat(fleet.state(Fleet.id(1))).isEqualTo(LeaseState.DEGRADED);
    assertThat(fleet.changes).isEmpty();
    fleet.renew(Fleet.id(1));
    fleet.look();
    assertThat(fleet.found(Change.Kind.RECOVERED)).containsExactly(Fleet.id(1));
  }

  @Test
  void aStandingSaysWhy() {
    fleet.register(W);
    assertThat(engine.standing(fleet.node(W)))
        .isEqualTo(new Standing("serving", "heard of at " + Fleet.START, Optional.empty()));
    engine.suspect(W, "connection refused");
    assertThat(engine.standing(fleet.node(W)))
        .isEqualTo(new Standing("suspect", "connection refused", Optional.empty()));
    var silent = "silent since " + Fleet.START;
    fleet.clock.advance(Duration.ofSeconds(90));
    assertThat(engine.standing(fleet.node(W)))
        .isEqualTo(new Standing("degraded", silent, Optional.empty()));
    fleet.clock.advance(Duration.ofSeconds(510));
    assertThat(engine.standing(fleet.node(W)))
        .isEqualTo(new Standing("gone", silent, Optional.empty()));
  }

  @Test
  void aStandingSaysUntilWhenANodeIsHeldBack() {
    for (int i = 0; i < 5; i++) {
      fleet.register(W);
    }
    var standing = engine.standing(fleet.node(W));
    assertThat(standing.state()).isEqualTo("held_back");
    var until = standing.until().orElseThrow();
    assertThat(standing.why()).endsWith("until " + until);
    fleet.clock.set(until.minusMillis(1));
    assertThat(engine.isHeldBack(W)).isTrue();
    fleet.clock.set(until);
    assertThat(engine.isHeldBack(W)).isFalse();
  }

  @Test
  void aStandingSaysThatALeaseIsExtended() {
    fleet.register(Fleet.ids(0, 10));
    fleet.pass(Duration.ofSeconds(90));
    var standing = engine.standing(fleet.node(W));
    assertThat(standing.state()).isEqualTo("serving");
    assertThat(standing.why())
        .isEqualTo(
            "silent since %s, but its lease is extended: 10 of 10 leases would degrade at once"
                .formatted(Fleet.START));
    assertThat(standing.until()).isEqualTo(engine.guard().until());
  }

  @Test
  void severalTroublesAtOnceAreAllTold() {
    fleet.register(Fleet.ids(0, 2));
    for (int i = 0; i < 4; i++) {
      engine.suspect(W, "reset");
      engine.trust(W);
    }
    engine.suspect(Fleet.id(1), "refused");
    fleet.look();
    assertThat(fleet.found(Change.Kind.HELD_BACK)).containsExactly(W);
    assertThat(fleet.found(Change.Kind.SUSPECTED)).containsExactly(Fleet.id(1));
    var until = Instant.ofEpochMilli(fleet.now()).plus(Duration.ofMinutes(8));
    fleet.pass(Duration.between(fleet.clock.instant(), until), List.of(W, Fleet.id(1)));
    assertThat(fleet.found(Change.Kind.LET_GO)).containsExactly(W);
    assertThat(fleet.found(Change.Kind.TRUSTED)).containsExactly(Fleet.id(1));
  }
}
