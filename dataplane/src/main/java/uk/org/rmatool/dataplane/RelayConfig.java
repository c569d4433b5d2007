package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits of service traffic. */
@Component
public class RelayConfig {
  private final int maxInFlight;

  /**
   * Read at start.
   *
   * @param maxInFlight service calls served at once; more are answered 503
   */
  @Inject
  public RelayConfig(
      @ConfigProperty(name = "service.max.in.flight", defaultValue = "2000") int maxInFlight) {
    this.maxInFlight = maxInFlight;
  }

  int maxInFlight() {
    return maxInFlight;
  }
}
