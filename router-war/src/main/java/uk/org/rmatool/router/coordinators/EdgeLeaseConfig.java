package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How long a coordinator is believed after it was last heard of. */
@Component
public class EdgeLeaseConfig {
  private final Duration expiredAfter;
  private final Duration cleanupInterval;

  /**
   * Read at start.
   *
   * @param expiredAfter silence after which a coordinator is removed
   * @param cleanupInterval how often expired registrations are cleared away
   */
  @Inject
  public EdgeLeaseConfig(
      @ConfigProperty(name = "coordinator.expired.after", defaultValue = "PT300S")
          Duration expiredAfter,
      @ConfigProperty(name = "cleanup.interval", defaultValue = "PT30S") Duration cleanupInterval) {
    this.expiredAfter = expiredAfter;
    this.cleanupInterval = cleanupInterval;
  }

  Duration expiredAfter() {
    return expiredAfter;
  }

  public Duration cleanupInterval() {
    return cleanupInterval;
  }
}
