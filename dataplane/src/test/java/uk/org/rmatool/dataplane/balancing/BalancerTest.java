package uk.org.rmatool.dataplane.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.dataplane.balancing.SimulatedCluster.LONG_AGO;
import static uk.org.rmatool.dataplane.balancing.SimulatedCluster.SERVICE;
import static uk.org.rmatool.dataplane.balancing.SimulatedCluster.SETTINGS;
import static uk.org.rmatool.dataplane.balancing.SimulatedCluster.START;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.dataplane.balancing.Choice.Nobody;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.platform.wiring.SettableClock;

class BalancerTest {
  private static final Affinity NONE = new Affinity.None();
  private static final Duration FAST = Duration.ofMillis(20);
  private static final Duration FIRST = SETTINGS.ejection().first();

  private final SettableClock clock = new SettableClock(START);
  private final Balancer balancer = new Balancer(SETTINGS, clock, new Random(1));

  private static Tier tier(String name, String... nodes) {
    return new Tier(name, name.equals("held back"), pool(nodes));
  }

  private static Pool pool(String... nodes) {
    return Pool.of(Stream.of(nodes).map(node -> target(node, 100)).toList());
  }

  private static Target target(String node, int weight) {
    return new Target(node, weight, LONG_AGO, 0);
  }

  private Choice pick(Tier... tiers) {
    return balancer.pick(SERVICE, List.of(tiers), NONE, Set.of());
  }

  private void call(String node, Outcome outcome) {
    var attempt = balancer.start(SERVICE, node);
    if (outcome == Outcome.OK) {
      attempt.answered(FAST);
    }
    attempt.ended(outcome);
  }

  private void eject(String node) {
    for (int i = 0; i < SETTINGS.ejection().failures(); i++) {
      call(node, Outcome.CONNECT_FAILED);
    }
  }

  private NodeTraffic traffic(String node) {
    return balancer.traffic().filter(t -> t.node().equals(node)).findFirst().orElseThrow();
  }

  @Test
  void theLessBusyOfTwoIsChosen() {
    balancer.start(SERVICE, "a");
    assertThat(pick(tier("here", "a", "b"))).isEqualTo(new Pick("b", "less busy of 2"));
    var first = balancer.start(SERVICE, "b");
    balancer.start(SERVICE, "b");
    assertThat(pick(tier("here", "a", "b"))).isEqualTo(new Pick("a", "less busy of 2"));
    first.ended(Outcome.OK);
    first.ended(Outcome.OK);
    assertThat(traffic("b").inFlight()).isEqualTo(1);
  }

  @Test
  void whatANodeToldCounts() {
    var busy = new Target("a", 100, LONG_AGO, 7);
    var pool = Pool.of(List.of(busy, target("b", 100)));
    for (int i = 0; i < 20; i++) {
      assertThat(pick(new Tier("here", false, pool))).isEqualTo(new Pick("b", "less busy of 2"));
    }
  }

  @Test
  void theFasterOfTwoIsChosenUntilTheOthersSlownessIsLongAgo() {
    var slow = balancer.start(SERVICE, "a");
    slow.answered(FAST.multipliedBy(20));
    slow.ended(Outcome.OK);
    call("b", Outcome.OK);
    for (int i = 0; i < 20; i++) {
      assertThat(pick(tier("here", "a", "b"))).isEqualTo(new Pick("b", "less busy of 2"));
    }
    clock.advance(SETTINGS.latencyMemory().multipliedBy(10));
    assertThat(Stream.generate(() -> pick(tier("here", "a", "b"))).limit(20))
        .contains(new Pick("a", "less busy of 2"));
  }

  @Test
  void nobodyWithWeightZeroIsCalled() {
    var pool = Pool.of(List.of(target("a", 0), target("b", 1)));
    assertThat(pick(new Tier("here", false, pool))).isEqualTo(new Pick("b", "only one"));
    assertThat(pick(new Tier("here", false, Pool.of(List.of(target("a", 0))))))
        .isEqualTo(new Nobody(0, 0, 0));
  }

  @Test
  void theNextTierIsCalledOnlyWhenNobodyOfTheFirstCanTakeTheCall() {
    var near = tier("in this region", "a", "b");
    var far = tier("in another region", "c");
    for (int i = 0; i < 50; i++) {
      balancer.start(SERVICE, "a");
      balancer.start(SERVICE, "b");
    }
    assertThat(((Pick) pick(near, far)).node()).isIn("a", "b");
    eject("a");
    assertThat(pick(near, far)).isEqualTo(new Pick("b", "only one"));
    balancer.start(SERVICE, "b").full(Duration.ofSeconds(2));
    assertThat(pick(near, far)).isEqualTo(new Pick("c", "only one, in another region"));
    clock.advance(Duration.ofSeconds(2));
    assertThat(pick(near, far)).isEqualTo(new Pick("b", "only one"));
  }

  @Test
  void whoWasTriedIsNotChosenAgain() {
    var tiers = List.of(tier("here", "a", "b"));
    assertThat(balancer.pick(SERVICE, tiers, NONE, Set.of("a")))
        .isEqualTo(new Pick("b", "only one"));
    assertThat(balancer.pick(SERVICE, tiers, NONE, Set.of("a", "b")))
        .isEqualTo(new Nobody(0, 0, 2));
  }

  @Test
  void aFullPoolIsSaturatedForAsLongAsItSaysAndNotForever() {
    balancer.start(SERVICE, "a").full(Duration.ofDays(1));
    var here = tier("here", "a");
    assertThat(pick(here)).isEqualTo(new Nobody(1, 0, 0));
    assertThat(((Nobody) pick(here)).saturated()).isTrue();
    clock.advance(Duration.ofSeconds(30));
    assertThat(pick(here)).isEqualTo(new Pick("a", "only one"));
    assertThat(traffic("a").failures()).isZero();
  }

  @Test
  void sessionsLeaveWhatIsHeldBackOnlyForSomebodyElse() {
    var held = tier("held back", "a");
    var session = new Affinity.Session("a");
    assertThat(balancer.pick(SERVICE, List.of(tier("here", "b"), held), session, Set.of()))
        .isEqualTo(new Pick("b", "only one, new for the session"));
    assertThat(balancer.pick(SERVICE, List.of(tier("here"), held), session, Set.of()))
        .isEqualTo(new Pick("a", "same session, held back"));
    assertThat(
            balancer.pick(SERVICE, List.of(tier("here", "b"), tier("far", "a")), session, Set.of()))
        .isEqualTo(new Pick("a", "same session"));
  }

  @Test
  void aSessionWithAKeyStaysWhereItIsHoweverBusy() {
    var tiers = List.of(tier("here", "a", "b", "c"));
    var session = new Affinity.SessionKey(42);
    var choice = balancer.pick(SERVICE, tiers, session, Set.of());
    var node = ((Pick) choice).node();
    for (int i = 0; i < 20; i++) {
      balancer.start(SERVICE, node);
    }
    assertThat(balancer.pick(SERVICE, tiers, session, Set.of())).isEqualTo(choice);
    assertThat(balancer.pick(SERVICE, tiers, session, Set.of(node))).isNotEqualTo(choice);
  }

  @Test
  void afterItsTimeOneCallTriesAnEjectedNode() {
    var here = tier("here", "a", "b");
    pick(here);
    eject("a");
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.OPEN);
    clock.advance(FIRST.minusMillis(1));
    assertThat(pick(here)).isEqualTo(new Pick("b", "only one"));
    clock.advance(Duration.ofMillis(1));
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.HALF_OPEN);
    var trials =
        Stream.generate(() -> ((Pick) pick(here)).node())
            .limit(100)
            .filter(node -> node.equals("a"))
            .toList();
    assertThat(trials).hasSize(1);
    call("a", Outcome.OK);
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void aTrialThatNothingIsHeardOfIsFollowedByAnother() {
    pick(tier("here", "a", "b"));
    eject("a");
    var a = List.of(tier("here", "a", "b"));
    clock.advance(FIRST);
    assertThat(balancer.pick(SERVICE, a, NONE, Set.of("b"))).isEqualTo(new Pick("a", "only one"));
    assertThat(balancer.pick(SERVICE, a, NONE, Set.of("b"))).isEqualTo(new Nobody(0, 1, 1));
    clock.advance(FIRST);
    assertThat(balancer.pick(SERVICE, a, NONE, Set.of("b"))).isEqualTo(new Pick("a", "only one"));
  }

  @Test
  void eachEjectionTakesTwiceAsLongUpToTheLongest() {
    var longest = SETTINGS.ejection().longest();
    pick(tier("here", "a", "b"));
    eject("a");
    for (var time = FIRST;
        time.compareTo(longest) < 0;
        time = time.multipliedBy(2).compareTo(longest) < 0 ? time.multipliedBy(2) : longest) {
      clock.advance(time.minusMillis(1));
      assertThat(traffic("a").circuit()).as(time.toString()).isEqualTo(Circuit.OPEN);
      clock.advance(Duration.ofMillis(1));
      assertThat(balancer.pick(SERVICE, List.of(tier("here", "a", "b")), NONE, Set.of("b")))
          .isEqualTo(new Pick("a", "only one"));
      call("a", Outcome.TIMED_OUT);
    }
    clock.advance(longest);
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.HALF_OPEN);
    call("a", Outcome.OK);
    clock.advance(longest);
    eject("a");
    clock.advance(FIRST);
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.HALF_OPEN);
  }

  @Test
  void failuresOfCallsFromBeforeTheEjectionDoNotProlongIt() {
    pick(tier("here", "a", "b"));
    var old = balancer.start(SERVICE, "a");
    var older = balancer.start(SERVICE, "a");
    eject("a");
    clock.advance(FIRST.minusMillis(1));
    old.ended(Outcome.BROKE);
    older.answered(FAST);
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.OPEN);
    clock.advance(Duration.ofMillis(1));
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.HALF_OPEN);
    assertThat(traffic("a").ejections()).isEqualTo(1);
  }

  @Test
  void clientsThatLeaveSayNothing() {
    pick(tier("here", "a", "b"));
    for (int i = 0; i < 100; i++) {
      call("a", Outcome.CLIENT_LEFT);
    }
    assertThat(traffic("a"))
        .isEqualTo(new NodeTraffic(SERVICE, "a", 0, 100, 0, 0, Circuit.CLOSED, Duration.ZERO));
  }

  @Test
  void aSuccessBetweenFailuresBeginsTheirCountAnew() {
    pick(tier("here", "a", "b"));
    for (int i = 0; i < 2; i++) {
      for (int j = 1; j < SETTINGS.ejection().failures(); j++) {
        call("a", Outcome.SERVER_ERROR);
      }
      call("a", Outcome.OK);
    }
    assertThat(traffic("a").circuit()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void whoIsEjectedIsCalledWhenNobodyElseIsThereAnyMore() {
    pick(tier("here", "a", "b"));
    eject("a");
    assertThat(pick(tier("here", "a"))).isEqualTo(new Pick("a", "ejected, but nobody else"));
    call("a", Outcome.OK);
    assertThat(pick(tier("here", "a"))).isEqualTo(new Pick("a", "only one"));
  }

  @Test
  void whoLeftWhileItWasEjectedDoesNotKeepOthersFromIt() {
    pick(tier("here", "a", "b", "c"));
    eject("a");
    pick(tier("here", "b", "c", "d"));
    eject("b");
    assertThat(traffic("b").circuit()).isEqualTo(Circuit.OPEN);
    eject("c");
    assertThat(traffic("c").circuit()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void aCallLooksAtFewTargetsOfALargePool() {
    var looks = new AtomicInteger();
    var large =
        new Pool() {
          @Override
          public int size() {
            return 10_000;
          }

          @Override
          public Target get(int index) {
            looks.incrementAndGet();
            return target("node-" + index, 1);
          }

          @Override
          public Optional<Target> find(String node) {
            return Optional.empty();
          }
        };
    for (int i = 0; i < 100; i++) {
      assertThat(pick(new Tier("here", false, large))).isInstanceOf(Pick.class);
    }
    assertThat(looks.get()).isLessThanOrEqualTo(100 * 96);
    looks.set(0);
    balancer.pick(
        SERVICE, List.of(new Tier("here", false, large)), new Affinity.Prefix(1), Set.of());
    assertThat(looks.get()).isEqualTo(Rendezvous.MOST);
  }

  @Test
  void whatWasNotCalledForLongIsForgotten() {
    call("a", Outcome.OK);
    balancer.start(SERVICE, "b");
    clock.advance(Duration.ofMinutes(11));
    call("c", Outcome.OK);
    assertThat(balancer.traffic().map(NodeTraffic::node)).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void moreThanThereIsRoomForAreCalledButNotRemembered() {
    for (int i = 0; i < Balancer.MAX_NODES + 10; i++) {
      call("node-" + i, Outcome.OK);
    }
    assertThat(balancer.traffic().count()).isEqualTo(Balancer.MAX_NODES);
    clock.advance(Duration.ofMinutes(11));
    call("newcomer", Outcome.OK);
    assertThat(balancer.traffic().map(NodeTraffic::node)).containsExactly("newcomer");
  }

  @Test
  void settingsThatCannotBeRightAreRefused() {
    assertThatThrownBy(
            () -> new BalancingSettings(Duration.ZERO, Duration.ZERO, 1.25, SETTINGS.ejection()))
        .hasMessage("BALANCING_LATENCY_MEMORY 'PT0S' must be positive.");
  }
}
