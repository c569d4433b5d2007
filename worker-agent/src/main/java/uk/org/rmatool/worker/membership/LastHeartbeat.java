package uk.org.rmatool.worker.membership;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator was told last, while pings renew the lease: another heartbeat is due after a
 * day, and when there is something new to say. Used by one thread.
 */
final class LastHeartbeat {
  private static final Duration DAY = Duration.ofDays(1);

  /** Up to so much sooner, so that workers that registered together do not come together again. */
  private static final Duration SPREAD = Duration.ofHours(4);

  /** What changes all the time; the load is in this worker's presence. */
  private static final List<String> PASSING =
      List.of("current_load", "available_memory", "active_requests", "gpu_utilization");

  private final Clock clock;
  private final RandomGenerator random;
  private @Nullable JsonObject told;
  private Instant due = Instant.MIN;

  LastHeartbeat(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** This heartbeat was accepted. */
  void accepted(JsonObject heartbeat) {
    told = lasting(heartbeat);
    due = clock.instant().plus(DAY).minusSeconds(random.nextLong(SPREAD.toSeconds()));
  }

  /** Whether this one is to be sent. */
  boolean isDue(JsonObject heartbeat) {
    return told == null || !clock.instant().isBefore(due) || !lasting(heartbeat).equals(told);
  }

  private static JsonObject lasting(JsonObject heartbeat) {
    var lasting = Json.createObjectBuilder(heartbeat);
    PASSING.forEach(lasting::remove);
    return lasting.build();
  }
}
