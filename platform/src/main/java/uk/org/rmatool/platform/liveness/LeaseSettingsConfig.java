package uk.org.rmatool.platform.liveness;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How this registry keeps leases. */
@Component
public class LeaseSettingsConfig {
  private final LeaseSettings settings;

  /**
   * Read at start.
   *
   * @param massExpiryShare share of the leases that must not end at once
   * @param massExpiryWindow how far ahead and back "at once" reaches
   * @param massExpiryMinimum how many leases there must be for the guard to act
   * @param massExpiryLongest how long the guard extends leases at most
   * @param flapHalfLife time in which the penalty for coming and going halves
   * @param heartbeatsPerSecond how many heartbeats the whole fleet may send
   */
  @Inject
  public LeaseSettingsConfig(
      @ConfigProperty(name = "mass.expiry.share", defaultValue = "0.2") double massExpiryShare,
      @ConfigProperty(name = "mass.expiry.window", defaultValue = "PT15S")
          Duration massExpiryWindow,
      @ConfigProperty(name = "mass.expiry.minimum", defaultValue = "10") int massExpiryMinimum,
      @ConfigProperty(name = "mass.expiry.longest", defaultValue = "PT5M")
          Duration massExpiryLongest,
      @ConfigProperty(name = "flap.half.life", defaultValue = "PT5M") Duration flapHalfLife,
      @ConfigProperty(name = "heartbeats.per.second", defaultValue = "1000")
          double heartbeatsPerSecond) {
    settings =
        new LeaseSettings(
            massExpiryShare,
            massExpiryWindow,
            massExpiryMinimum,
            massExpiryLongest,
            flapHalfLife,
            heartbeatsPerSecond);
  }

  public LeaseSettings settings() {
    return settings;
  }
}
