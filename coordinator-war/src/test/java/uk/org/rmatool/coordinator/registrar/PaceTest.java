package uk.org.rmatool.coordinator.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.api.Json;

class PaceTest {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

  private final Pace pace = new Pace(Duration.ofSeconds(60));

  /** Whether it is due after this pause, and not a moment before. */
  private void assertPause(Duration pause) {
    assertThat(pace.isDue(NOW.plus(pause).minusMillis(1))).isFalse();
    assertThat(pace.isDue(NOW.plus(pause))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "33,    PT33S",
    "1.5,   PT1.5S",
    "60,    PT60S",
    "61,    PT60S",
    "1e400, PT60S",
    "0.2,   PT1S",
    "0,     PT1S",
    "-7,    PT1S",
    "-1e400,PT1S",
    "'\"9\"', PT60S",
    "null,  PT60S",
    "true,  PT60S",
    "[5],   PT60S"
  })
  void theRouterIsToldAsOftenAsItAsksWithinTheLimits(String asked, Duration pause) {
    try (var reader =
        Json.createReader(new StringReader("{\"heartbeat_interval_seconds\":" + asked + "}"))) {
      pace.answered(reader.readObject(), NOW);
    }
    assertPause(pause);
  }

  @Test
  void whoDoesNotAskIsToldAsOftenAsConfigured() {
    pace.answered(JsonValue.EMPTY_JSON_OBJECT, NOW);
    assertPause(Duration.ofSeconds(60));
  }

  @Test
  void failuresAreTriedAgainSoon() {
    pace.answered(JsonValue.EMPTY_JSON_OBJECT, NOW);
    pace.failed(NOW);
    assertPause(Duration.ofSeconds(2));
  }
}
