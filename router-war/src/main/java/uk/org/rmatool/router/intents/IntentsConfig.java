package uk.org.rmatool.router.intents;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How much is kept of what operators decide. */
@Component
public class IntentsConfig {
  private final int maxDecisions;

  /**
   * Read at start.
   *
   * @param maxDecisions about how many coordinators and workers something may be decided
   */
  @Inject
  public IntentsConfig(
      @ConfigProperty(name = "max.decisions", defaultValue = "200000") int maxDecisions) {
    if (maxDecisions < 1) {
      throw new IllegalArgumentException(
          "MAX_DECISIONS is %d; it must be at least 1.".formatted(maxDecisions));
    }
    this.maxDecisions = maxDecisions;
  }

  int maxDecisions() {
    return maxDecisions;
  }
}
