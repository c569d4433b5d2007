package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How long a coordinator is believed after it was last heard of. */
@Component
public class EdgeLeaseConfig {
  private final Duration expiredAfter;
  private final Duration heartbeatInterval;
  private final Duration cleanupInterval;
  private final int maxCoordinators;

  /**
   * Read at start.
   *
   * @param expiredAfter silence after which a coordinator is removed
   * @param heartbeatInterval the shortest interval that coordinators are asked to renew at
   * @param cleanupInterval how often expired registrations are cleared away
   * @param maxCoordinators how many coordinators may be registered at once
   */
  @Inject
  public EdgeLeaseConfig(
      @ConfigProperty(name = "coordinator.expired.after", defaultValue = "PT300S")
          Duration expiredAfter,
      @ConfigProperty(name = "coordinator.heartbeat.interval", defaultValue = "PT30S")
          Duration heartbeatInterval,
      @ConfigProperty(name = "cleanup.interval", defaultValue = "PT30S") Duration cleanupInterval,
      @ConfigProperty(name = "max.coordinators", defaultValue = "1000") int maxCoordinators) {
    this.expiredAfter = expiredAfter;
    this.heartbeatInterval = heartbeatInterval;
    this.cleanupInterval = cleanupInterval;
    this.maxCoordinators = maxCoordinators;
  }

  Duration expiredAfter() {
    return expiredAfter;
  }

  /** When a coordinator's lease runs out, unless it is heard of. */
  Instant end(Coordinator coordinator) {
    return coordinator.lastSeen().plus(expiredAfter);
  }

  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  public Duration cleanupInterval() {
    return cleanupInterval;
  }

  int maxCoordinators() {
    return maxCoordinators;
  }
}
