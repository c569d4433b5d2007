package uk.org.rmatool.router.coordinators;

import java.time.Duration;
import uk.org.rmatool.platform.liveness.LeaseSettingsConfig;

/** How the registries of tests keep leases: as by default. */
public final class TestLeases {
  public static final LeaseSettingsConfig SETTINGS =
      new LeaseSettingsConfig(
          0.2, Duration.ofSeconds(15), 10, Duration.ofMinutes(5), Duration.ofMinutes(5), 1000);

  private TestLeases() {}
}
