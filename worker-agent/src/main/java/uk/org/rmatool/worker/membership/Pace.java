package uk.org.rmatool.worker.membership;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How often heartbeats go out: as configured, else as the coordinator suggests. */
final class Pace {
  private static final double JITTER = 0.1;

  private final MembershipConfig config;
  private final RandomGenerator random;

  Pace(MembershipConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /** Whether this worker's configuration says it. */
  boolean isSet() {
    return config.heartbeatInterval().isPresent();
  }

  Duration interval(JsonObject answer, Duration otherwise) {
    return config.heartbeatInterval().or(() -> Announcements.interval(answer)).orElse(otherwise);
  }

  /** About as long, so that workers do not come together. */
  Duration jittered(Duration interval) {
    var factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofNanos((long) (interval.toNanos() * factor));
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
