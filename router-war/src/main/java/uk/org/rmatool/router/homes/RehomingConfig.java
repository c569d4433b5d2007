package uk.org.rmatool.router.homes;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** When and how fast workers of lost coordinators are given other homes. */
@Component
public class RehomingConfig {
  private final Duration after;
  private final int perSecond;

  /**
   * Read at start.
   *
   * @param after how long a coordinator may be away before it loses its workers
   * @param perSecond how many workers are given other homes in a second
   */
  @Inject
  public RehomingConfig(
      @ConfigProperty(name = "rehome.after", defaultValue = "PT15S") Duration after,
      @ConfigProperty(name = "rehome.per.second", defaultValue = "200") int perSecond) {
    if (after.isNegative() || perSecond < 1) {
      throw new IllegalArgumentException(
          "REHOME_AFTER must not be negative, and REHOME_PER_SECOND at least 1.");
    }
    this.after = after;
    this.perSecond = perSecond;
  }

  Duration after() {
    return after;
  }

  int perSecond() {
    return perSecond;
  }
}
