package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How long a worker is believed after it was last heard of. */
@Component
public class LeaseConfig {
  private static final int MISSED_INTERVALS = 3;

  private final Duration heartbeatInterval;
  private final Duration degradedAfter;
  private final Duration expiredAfter;
  private final Duration cleanupInterval;
  private final int maxWorkers;

  /**
   * Read at start.
   *
   * @param heartbeatInterval how often our workers are asked to send heartbeats; three missed ones
   *     degrade them
   * @param degradedAfter silence after which a deployed worker gets no more calls
   * @param expiredAfter silence after which any worker is removed
   * @param cleanupInterval how often expired registrations are cleared away
   * @param maxWorkers how many workers may be registered at once, if the heap has room
   */
  @Inject
  public LeaseConfig(
      @ConfigProperty(name = "worker.heartbeat.interval", defaultValue = "PT30S")
          Duration heartbeatInterval,
      @ConfigProperty(name = "worker.degraded.after", defaultValue = "PT300S")
          Duration degradedAfter,
      @ConfigProperty(name = "worker.expired.after", defaultValue = "PT600S") Duration expiredAfter,
      @ConfigProperty(name = "cleanup.interval", defaultValue = "PT30S") Duration cleanupInterval,
      @ConfigProperty(name = "max.workers", defaultValue = "50000") int maxWorkers) {
    if (degradedAfter.compareTo(expiredAfter) > 0) {
      throw new IllegalArgumentException(
          "worker.degraded.after must not be longer than worker.expired.after");
    }
    this.heartbeatInterval = heartbeatInterval;
    this.degradedAfter = degradedAfter;
    this.expiredAfter = expiredAfter;
    this.cleanupInterval = cleanupInterval;
    this.maxWorkers = maxWorkers;
  }

  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  /** What a worker's lease says at this moment. */
  LeaseState state(Worker worker, Instant now) {
    var silent = Duration.between(worker.lastSeen(), now);
    if (silent.compareTo(expiredAfter) >= 0) {
      return LeaseState.EXPIRED;
    }
    return silent.compareTo(degradedAfter(worker)) >= 0 ? LeaseState.DEGRADED : LeaseState.LIVE;
  }

  /** When a worker's lease runs out, unless it is heard of. */
  Instant end(Worker worker) {
    return worker.lastSeen().plus(expiredAfter);
  }

  private Duration degradedAfter(Worker worker) {
    return worker.ours() ? heartbeatInterval.multipliedBy(MISSED_INTERVALS) : degradedAfter;
  }

  public Duration cleanupInterval() {
    return cleanupInterval;
  }

  int maxWorkers() {
    return maxWorkers;
  }
}
