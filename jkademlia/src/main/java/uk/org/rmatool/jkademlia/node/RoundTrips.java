package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.id.Recent;

/**
 * How long to wait for an answer: the smoothed round trip and four times its deviation (RFC 6298),
 * of the node asked, or of all nodes if that one is new; twice as long after each failure.
 */
final class RoundTrips {
  static final Duration SHORTEST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration UNKNOWN = Duration.ofSeconds(1);
  private static final int REMEMBERED = 4096;

  private final Map<InetSocketAddress, Estimate> estimates = new Recent<>(REMEMBERED);
  private final Estimate everybody = new Estimate();

  private static final class Estimate {
    private double smoothed = -1;
    private double deviation;
    private int failures;

    void sample(double millis) {
      failures = 0;
      if (smoothed < 0) {
        smoothed = millis;
        deviation = millis / 2;
      } else {
        deviation += (Math.abs(smoothed - millis) - deviation) / 4;
        smoothed += (millis - smoothed) / 8;
      }
    }

    @Nullable Duration timeout() {
      return smoothed < 0 ? null : Duration.ofMillis((long) (smoothed + 4 * deviation));
    }
  }

  void sample(InetSocketAddress address, Duration roundTrip) {
    double millis = roundTrip.toNanos() / 1e6;
    estimates.computeIfAbsent(address, ignored -> new Estimate()).sample(millis);
    everybody.sample(millis);
  }

  void failed(InetSocketAddress address) {
    var estimate = estimates.computeIfAbsent(address, ignored -> new Estimate());
    estimate.failures = Math.min(estimate.failures + 1, 5);
  }

  /** After how long a request to this address has failed: 100 ms to 2 s. */
  Duration timeout(InetSocketAddress address) {
    var estimate = estimates.get(address);
    var timeout = estimate == null ? null : estimate.timeout();
    if (timeout == null) {
      timeout = everybody.timeout();
    }
    var limited = between(timeout == null ? UNKNOWN : timeout);
    return estimate == null ? limited : between(limited.multipliedBy(1L << estimate.failures));
  }

  /**
   * The same for a ping: at least a second where nobody knows yet how far away it is, or whoever is
   * farther than the others would not be known to be there.
   */
  Duration patience(InetSocketAddress address) {
    var estimate = estimates.get(address);
    var timeout = timeout(address);
    return (estimate == null || estimate.timeout() == null) && timeout.compareTo(UNKNOWN) < 0
        ? UNKNOWN
        : timeout;
  }

  private static Duration between(Duration timeout) {
    return timeout.compareTo(SHORTEST) < 0
        ? SHORTEST
        : timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
  }
}
