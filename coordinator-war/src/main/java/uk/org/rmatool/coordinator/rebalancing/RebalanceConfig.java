package uk.org.rmatool.coordinator.rebalancing;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How patient rebalancing is. */
@Component
public class RebalanceConfig {
  private final Duration patience;

  /**
   * Read at start.
   *
   * @param patience how long more workers than needed must have had a service before one loses it;
   *     ten times as long for GPU services
   */
  @Inject
  public RebalanceConfig(
      @ConfigProperty(name = "rebalance.patience", defaultValue = "PT5M") Duration patience) {
    if (patience.isNegative()) {
      throw new IllegalArgumentException(
          "REBALANCE_PATIENCE '%s' must not be negative.".formatted(patience));
    }
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }
}
