package uk.org.rmatool.platform.liveness;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How often nodes are asked to renew their leases. */
final class RenewalPace {
  private static final double SPREAD = 0.1;
  private static final int INTERVALS_A_TERM = 3;

  private final double heartbeatsPerSecond;

  RenewalPace(LeaseSettings settings) {
    heartbeatsPerSecond = settings.heartbeatsPerSecond();
  }

  Duration suggested(Duration base, Duration expiredAfter, int nodes, double busy) {
    double asConfigured = base.toMillis();
    double asManyAsMay = nodes / heartbeatsPerSecond * 1000;
    double load = 1 + Math.clamp(busy, 0.0, 1.0);
    double most = expiredAfter.toMillis() / 2.0 / INTERVALS_A_TERM / (1 + SPREAD);
    return Duration.ofMillis((long) Math.min(Math.max(asConfigured, asManyAsMay) * load, most));
  }

  static Duration jittered(Duration interval, RandomGenerator random) {
    double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
    return Duration.ofMillis(Math.round(interval.toMillis() * factor));
  }
}
