package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.platform.wiring.Component;

/** Knows after which silence a second node is asked the same. */
@Component
class Hedging {
  private static final int MAX_SERVICES = 1_000;

  private final HedgingConfig config;
  private final Map<String, RecentTimes> times = new ConcurrentHashMap<>();

  @Inject
  Hedging(HedgingConfig config) {
    this.config = config;
  }

  /** How long a node may be silent; empty for as long as it likes. */
  Optional<Duration> after(String service) {
    return config.isByPercentile()
        ? Optional.ofNullable(times.get(service)).flatMap(RecentTimes::percentile95)
        : config.after();
  }

  /** A call took so long until its answer began. */
  void took(String service, long nanos) {
    if (config.isByPercentile() && (times.size() < MAX_SERVICES || times.containsKey(service))) {
      times.computeIfAbsent(service, name -> new RecentTimes()).add(nanos);
    }
  }
}
