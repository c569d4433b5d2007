package uk.org.rmatool.dataplane.balancing;

import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** How this program balances calls. */
@Component
public class BalancingConfig {
  private final BalancingSettings settings;

  /**
   * Read at start.
   *
   * @param latencyMemory time in which what was seen of a node's latency counts for about a third
   * @param slowStart time in which a newcomer's share grows to a full one
   * @param loadGuard how many times the average in flight a node may have to get calls by prefix
   * @param failures after so many failures one after the other a node is ejected
   * @param excess and when its share of failures is so much above the others'
   * @param calls over at least so many calls
   * @param window within this time
   * @param first how long a node is ejected for the first time
   * @param longest how long at most
   * @param share how many nodes of a pool are ejected at most
   */
  @Inject
  public BalancingConfig(
      @ConfigProperty(name = "balancing.latency.memory", defaultValue = "PT10S")
          Duration latencyMemory,
      @ConfigProperty(name = "balancing.slow.start", defaultValue = "PT30S") Duration slowStart,
      @ConfigProperty(name = "balancing.load.guard", defaultValue = "1.25") double loadGuard,
      @ConfigProperty(name = "ejection.failures", defaultValue = "5") int failures,
      @ConfigProperty(name = "ejection.excess", defaultValue = "0.3") double excess,
      @ConfigProperty(name = "ejection.calls", defaultValue = "20") int calls,
      @ConfigProperty(name = "ejection.window", defaultValue = "PT30S") Duration window,
      @ConfigProperty(name = "ejection.first", defaultValue = "PT10S") Duration first,
      @ConfigProperty(name = "ejection.longest", defaultValue = "PT5M") Duration longest,
      @ConfigProperty(name = "ejection.share", defaultValue = "0.5") double share) {
    settings =
        new BalancingSettings(
            latencyMemory,
            slowStart,
            loadGuard,
            new BalancingSettings.Ejection(failures, excess, calls, window, first, longest, share));
  }

  public BalancingSettings settings() {
    return settings;
  }
}
