package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** When a second node is asked the same. */
@Component
public class HedgingConfig {
  private final boolean byPercentile;
  private final Optional<Duration> after;

  /**
   * Read at start.
   *
   * @param after <code>off</code>; how long a node may be silent before another is asked the same;
   *     or <code>p95</code>: longer than 95 of 100 calls of the service took lately
   */
  @Inject
  public HedgingConfig(
      @ConfigProperty(name = "service.hedge.after", defaultValue = "off") String after) {
    byPercentile = after.equals("p95");
    this.after = byPercentile || after.equals("off") ? Optional.empty() : Optional.of(parse(after));
  }

  private static Duration parse(String after) {
    try {
      var time = Duration.parse(after);
      if (time.isPositive()) {
        return time;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "SERVICE_HEDGE_AFTER '%s' must be off, p95 or a positive duration such as PT0.2S."
            .formatted(after));
  }

  boolean isOff() {
    return !byPercentile && after.isEmpty();
  }

  boolean isByPercentile() {
    return byPercentile;
  }

  /** A fixed time; empty when there is none. */
  Optional<Duration> after() {
    return after;
  }
}
