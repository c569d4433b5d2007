package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.NodeId;

class FlapDampingTest {
  private static final NodeId W = Fleet.id(0);
  private static final Duration HALF_LIFE = LeaseSettings.DEFAULT.flapHalfLife();

  private final Fleet fleet = new Fleet();

  private void flap(NodeId id, int times) {
    for (int i = 0; i < times; i++) {
      fleet.engine.suspect(id, "connection reset");
      fleet.engine.trust(id);
    }
  }

  /** Registers one that is never late. */
  private void registerPatient() {
    long day = Duration.ofDays(1).toMillis();
    fleet.put(new Node(W, fleet.now(), day, day));
  }

  private boolean isHeldBack() {
    return fleet.engine.isHeldBack(W);
  }

  private Duration heldFor() {
    var until = fleet.engine.standing(fleet.node(W)).until().orElseThrow();
    return Duration.between(fleet.clock.instant(), until);
  }

  @Test
  void theFourthReturnInShortTimeHoldsBack() {
    fleet.register(W);
    flap(W, 3);
    assertThat(isHeldBack()).isFalse();
    flap(W, 1);
    assertThat(isHeldBack()).isTrue();
    assertThat(fleet.engine.isTrusted(fleet.node(W))).isTrue();
  }

  @Test
  void aPenaltyHalvesWithTime() {
    registerPatient();
    flap(W, 3);
    fleet.clock.advance(HALF_LIFE);
    flap(W, 1); // 1500 + 1000
    assertThat(isHeldBack()).isFalse();
    flap(W, 1);
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void itIsLetGoAtHalfOfWhatHeldItBack() {
    registerPatient();
    flap(W, 6);
    assertThat(heldFor())
        .isBetween(HALF_LIFE.multipliedBy(2), HALF_LIFE.multipliedBy(2).plusMillis(1));
    fleet.clock.advance(HALF_LIFE.multipliedBy(2).minusMillis(1));
    assertThat(isHeldBack()).isTrue();
    fleet.renew(W);
    fleet.clock.advance(Duration.ofMillis(2));
    assertThat(isHeldBack()).isFalse();
    flap(W, 1); // 2500
    assertThat(isHeldBack()).isFalse();
    flap(W, 1);
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void aReturnWhileHeldBackHoldsItForLonger() {
    registerPatient();
    flap(W, 4);
    fleet.clock.advance(HALF_LIFE); // 2000
    assertThat(isHeldBack()).isTrue();
    flap(W, 1); // 3000: not above what holds back, but it is held back already
    assertThat(isHeldBack()).isTrue();
    assertThat(heldFor()).isBetween(HALF_LIFE, HALF_LIFE.plusMillis(1));
  }

  @Test
  void nobodyIsHeldBackForMoreThanAnHour() {
    fleet.register(W);
    flap(W, 10_000);
    assertThat(heldFor()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
  }

  @Test
  void returningNowAndThenIsNoFlapping() {
    fleet.register(W);
    for (int i = 0; i < 100; i++) {
      fleet.clock.advance(Duration.ofMinutes(10));
      fleet.renew(W);
      assertThat(isHeldBack()).isFalse();
    }
  }

  @Test
  void beingLateIsAReturnAndBeingInTimeIsNot() {
    fleet.register(W);
    for (int i = 0; i < 50; i++) {
      fleet.clock.advance(Duration.ofSeconds(89));
      fleet.renew(W);
    }
    assertThat(isHeldBack()).isFalse();
    for (int i = 0; i < 5; i++) {
      fleet.clock.advance(Duration.ofSeconds(90));
      fleet.renew(W);
    }
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void registeringWhenDegradedIsAReturn() {
    fleet.register(W);
    for (int i = 0; i < 5; i++) {
      fleet.clock.advance(Duration.ofSeconds(90));
      fleet.register(W);
    }
    assertThat(isHeldBack()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"59999, true", "60000, false"})
  void registeringLessThanAMinuteAfterLeavingIsAReturn(long away, boolean held) {
    fleet.register(W);
    for (int i = 0; i < 6; i++) {
      fleet.clock.advance(Duration.ofSeconds(1));
      fleet.leave(W);
      fleet.clock.advance(Duration.ofMillis(away));
      fleet.register(W);
    }
    assertThat(isHeldBack()).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource({"59999, true", "60000, false"})
  void registeringTwiceInLessThanAMinuteIsAReturn(long between, boolean held) {
    fleet.register(W);
    for (int i = 0; i < 6; i++) {
      fleet.clock.advance(Duration.ofMillis(between));
      fleet.register(W);
    }
    assertThat(isHeldBack()).isEqualTo(held);
  }

  @Test
  void oneRegistrationIsOneReturnHoweverItWasLost() {
    fleet.register(W);
    for (int i = 0; i < 3; i++) {
      fleet.engine.suspect(W, "gone");
      fleet.register(W); // suspect, and soon after the last one
    }
    assertThat(isHeldBack()).isFalse();
    flap(W, 1);
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void leavingDoesNotClearAPenalty() {
    fleet.register(W);
    flap(W, 4);
    fleet.leave(W);
    assertThat(isHeldBack()).isTrue();
  }

  @Test
  void theFirstRegistrationIsNoReturn() {
    var ids = Fleet.ids(0, 100);
    fleet.register(ids);
    assertThat(ids).noneMatch(fleet.engine::isHeldBack);
  }

  @Test
  void onlySoManyAreRememberedTheWorstOfThem() {
    var damping = new FlapDamping(LeaseSettings.DEFAULT);
    long now = Instant.EPOCH.toEpochMilli();
    for (int i = 0; i < 5; i++) {
      damping.returned(W, now);
    }
    for (var stranger : Fleet.ids(1, FlapDamping.MAX_REMEMBERED + 100)) {
      for (int i = 0; i < 4; i++) {
        damping.returned(stranger, now);
      }
    }
    assertThat(damping.heldBack(now)).hasSize(FlapDamping.MAX_REMEMBERED).containsKey(W);
  }

  @Test
  void onlySoManyRegistrationsAreRememberedTheLatestOfThem() {
    var damping = new FlapDamping(LeaseSettings.DEFAULT);
    damping.registered(W, 0);
    var strangers = Fleet.ids(1, FlapDamping.MAX_REMEMBERED + 1);
    strangers.forEach(stranger -> damping.registered(stranger, 1));
    assertThat(damping.registered(strangers.getLast(), 2)).isTrue();
    assertThat(damping.registered(W, 2)).isFalse();
  }

  @Test
  void whatHasFadedIsForgotten() {
    var damping = new FlapDamping(LeaseSettings.DEFAULT);
    damping.returned(W, 0);
    damping.forget(HALF_LIFE.multipliedBy(3).toMillis());
    assertThat(damping.remembered()).isEqualTo(1);
    damping.forget(HALF_LIFE.multipliedBy(4).toMillis());
    assertThat(damping.remembered()).isZero();
  }

  @Test
  void whatHasFadedDoesNotCountEvenBeforeItIsForgotten() {
    registerPatient();
    flap(W, 1);
    fleet.clock.advance(HALF_LIFE.multipliedBy(4)); // 62
    flap(W, 3);
    assertThat(isHeldBack()).isFalse();
  }
}
