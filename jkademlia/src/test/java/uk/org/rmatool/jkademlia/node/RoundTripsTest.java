package uk.org.rmatool.jkademlia.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private static final InetSocketAddress NEAR = new InetSocketAddress("192.0.2.1", 1);
  private static final InetSocketAddress FAR = new InetSocketAddress("192.0.2.2", 1);
  private static final InetSocketAddress NEW = new InetSocketAddress("192.0.2.3", 1);

  private final RoundTrips roundTrips = new RoundTrips();

  @Test
  void nobodyKnownIsGivenASecond() {
    assertThat(roundTrips.timeout(NEW)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void timeoutsAreWithinAHundredMillisecondsAndTwoSeconds() {
    answers(NEAR, 1);
    answers(FAR, 5_000);
    assertThat(roundTrips.timeout(NEAR)).isEqualTo(Duration.ofMillis(100));
    assertThat(roundTrips.timeout(FAR)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void theyFollowTheRoundTripOfTheNode() {
    answers(NEAR, 150);
    answers(FAR, 400);
    assertThat(roundTrips.timeout(NEAR)).isBetween(Duration.ofMillis(150), Duration.ofMillis(200));
    assertThat(roundTrips.timeout(FAR)).isBetween(Duration.ofMillis(400), Duration.ofMillis(500));
  }

  @Test
  void aNewNodeIsGivenWhatTheOthersNeed() {
    answers(NEAR, 300);
    assertThat(roundTrips.timeout(NEW)).isBetween(Duration.ofMillis(300), Duration.ofMillis(400));
  }

  /** Or those who are farther away than the others would be taken for dead. */
  @Test
  void somebodyNewIsGivenASecondToSayThatHeIsThere() {
    answers(NEAR, 2);
    assertThat(roundTrips.timeout(NEW)).isEqualTo(Duration.ofMillis(100));
    assertThat(roundTrips.patience(NEW)).isEqualTo(Duration.ofSeconds(1));
    assertThat(roundTrips.patience(NEAR)).isEqualTo(roundTrips.timeout(NEAR));
  }

  @Test
  void eachFailureDoublesThemUntilThereIsAnAnswer() {
    answers(NEAR, 150);
    var before = roundTrips.timeout(NEAR);
    roundTrips.failed(NEAR);
    roundTrips.failed(NEAR);
    assertThat(roundTrips.timeout(NEAR)).isEqualTo(before.multipliedBy(4));
    for (int i = 0; i < 100; i++) {
      roundTrips.failed(NEAR);
    }
    assertThat(roundTrips.timeout(NEAR)).isEqualTo(Duration.ofSeconds(2));
    answers(NEAR, 150);
    assertThat(roundTrips.timeout(NEAR)).isLessThan(Duration.ofMillis(250));
  }

  private void answers(InetSocketAddress address, int millis) {
    for (int i = 0; i < 50; i++) {
      roundTrips.sample(address, Duration.ofMillis(millis));
    }
  }
}
