package uk.org.rmatool.coordinator.registrar;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * When the router is told next: as often as it asks for, at most every second and at least as often
 * as configured, whatever it asks for.
 */
final class Pace {
  private static final double SHORTEST = 1;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Duration longest;
  private Instant next = Instant.MIN;

  Pace(Duration longest) {
    this.longest = longest;
  }

  boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  /** The router answered, and may have said after how many seconds it wants to hear again. */
  void answered(JsonObject answer, Instant now) {
    var pause = longest;
    if (answer.get("heartbeat_interval_seconds") instanceof JsonNumber number) {
      var seconds = Math.clamp(number.doubleValue(), SHORTEST, Double.MAX_VALUE);
      var millis = (long) (seconds * 1000);
      pause = Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }
    next = now.plus(pause);
  }

  void failed(Instant now) {
    next = now.plus(RETRY);
  }

  void atOnce(Instant now) {
    next = now;
  }

  void stop() {
    next = Instant.MAX;
  }
}
