package uk.org.rmatool.platform.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalPaceTest {
  private static final Duration BASE = Duration.ofSeconds(30);
  private static final Duration EXPIRED_AFTER = Duration.ofSeconds(600);

  private final LeaseEngine engine =
      new LeaseEngine("worker", LeaseSettings.DEFAULT, Clock.systemUTC());

  @ParameterizedTest
  @CsvSource({
    "0, 0, PT30S",
    "1, 0, PT30S",
    "30000, 0, PT30S",
    "50000, 0, PT50S",
    "1, 0.5, PT45S",
    "1, 1, PT60S",
    "1, 7, PT60S",
    "1, -1, PT30S",
    "40000, 1, PT80S",
    "50000, 1, PT1M30.909S",
    "1000000, 0, PT1M30.909S",
  })
  void theIntervalGrowsWithFleetAndLoad(int nodes, double busy, Duration interval) {
    assertThat(engine.suggestedInterval(BASE, EXPIRED_AFTER, nodes, busy)).isEqualTo(interval);
  }

  @Property
  void threeIntervalsAreAtMostHalfOfTheExpiredTerm(
      @ForAll @IntRange(min = 1, max = 86_400) int base,
      @ForAll @IntRange(min = 60, max = 86_400) int expiredAfter,
      @ForAll @IntRange(min = 0, max = 1_000_000) int nodes,
      @ForAll @DoubleRange(min = 0, max = 1) double busy,
      @ForAll long seed) {
    var term = Duration.ofSeconds(expiredAfter);
    var interval = engine.suggestedInterval(Duration.ofSeconds(base), term, nodes, busy);
    var told = engine.jittered(interval, new Random(seed));
    assertThat(told.multipliedBy(3).multipliedBy(2)).isLessThanOrEqualTo(term);
    assertThat(told).isPositive();
  }

  @Property
  void anIntervalIsSpreadByATenthEitherWay(@ForAll long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(engine.jittered(BASE, random))
          .isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
    }
  }

  @Property(tries = 10)
  void aFleetDoesNotSendAtOneMoment(@ForAll long seed) {
    var random = new Random(seed);
    var told = new HashSet<Duration>();
    for (int i = 0; i < 1000; i++) {
      told.add(engine.jittered(BASE, random));
    }
    assertThat(told).hasSizeGreaterThan(800);
  }
}
