package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How long a worker is believed after it was last heard of. */
@Component
public class LeaseConfig {
  private static final int MISSED_INTERVALS = 3;

  private final Duration heartbeatInterval;
  private final Duration expiredAfter;
  private final Duration cleanupInterval;
  private final int maxWorkers;

  /** The last terms given to workers of ours, which most of them share. */
  private volatile LeaseTerms shared;

  private final LeaseTerms deployed;
  private final LeaseTerms pinged;

  /**
   * Read at start.
   *
   * @param heartbeatInterval how often our workers are asked to send heartbeats by a small fleet's
   *     registry, and to ping by any; three missed ones degrade them
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
    this.expiredAfter = expiredAfter;
    this.cleanupInterval = cleanupInterval;
    this.maxWorkers = maxWorkers;
    this.deployed =
        new LeaseTerms(
            Math.toIntExact(heartbeatInterval.toSeconds()),
            degradedAfter.toMillis(),
            expiredAfter.toMillis());
    this.pinged = ours(deployed.interval());
    this.shared = pinged;
  }

  /** The interval for a small fleet. */
  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  Duration expiredAfter() {
    return expiredAfter;
  }

  /**
   * How long a worker is believed.
   *
   * @param ours whether it keeps to the interval; a deployed one has its own
   * @param interval how often it was asked to renew, in seconds
   */
  LeaseTerms terms(boolean ours, int interval) {
    if (!ours) {
      return deployed;
    }
    var last = shared;
    if (last.interval() == interval) {
      return last;
    }
    var terms = ours(interval);
    shared = terms;
    return terms;
  }

  private LeaseTerms ours(int interval) {
    var missed = Duration.ofSeconds(interval).multipliedBy(MISSED_INTERVALS).toMillis();
    var expired = expiredAfter.toMillis();
    return new LeaseTerms(interval, Math.min(missed, expired), expired);
  }

  /**
   * How long a worker is believed that pings: as long as with heartbeats of a small fleet.
   *
   * @param longest milliseconds after which its presence runs out
   */
  LeaseTerms byPing(long longest) {
    return longest >= pinged.degradedAfter()
        ? pinged
        : new LeaseTerms(pinged.interval(), Math.max(0, longest), pinged.expiredAfter());
  }

  public Duration cleanupInterval() {
    return cleanupInterval;
  }

  int maxWorkers() {
    return maxWorkers;
  }
}
