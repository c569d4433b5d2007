package uk.org.rmatool.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChoreTest {
  private static final long NOW = -7; // such clocks may be below zero
  private static final Duration PAUSE = Duration.ofMinutes(4);

  private final Chore chore = new Chore("records", () -> PAUSE, NOW);

  @Test
  void isDueAtOnceAndThenAfterItsPause() {
    assertThat(chore.isDue(NOW)).isTrue();
    chore.done(NOW, PAUSE);
    assertThat(chore.isDue(NOW + PAUSE.toNanos() - 1)).isFalse();
    assertThat(chore.isDue(NOW + PAUSE.toNanos())).isTrue();
  }

  @Test
  void isNotHurriedToDeath() {
    chore.done(NOW, PAUSE);
    chore.hurry();
    assertThat(chore.isDue(NOW + Chore.LEAST_PAUSE.toNanos() - 1)).isFalse();
    assertThat(chore.isDue(NOW + Chore.LEAST_PAUSE.toNanos())).isTrue();
  }

  @Test
  void isHurriedOnceForEachTime() {
    chore.hurry();
    chore.done(NOW, chore.perform());
    assertThat(chore.isDue(NOW + Chore.LEAST_PAUSE.toNanos())).isFalse();
  }
}
