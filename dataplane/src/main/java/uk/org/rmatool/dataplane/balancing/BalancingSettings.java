package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;

/**
 * How calls are balanced.
 *
 * @param latencyMemory time in which what was seen of a node's latency counts for about a third
 * @param slowStart time in which a newcomer's share grows to a full one; 0 turns that off
 * @param loadGuard how many times the average in flight a node may have to get calls by prefix, at
 *     least 1
 * @param ejection when and for how long nodes are ejected
 */
public record BalancingSettings(
    Duration latencyMemory, Duration slowStart, double loadGuard, Ejection ejection) {

  public BalancingSettings {
    check(latencyMemory.isPositive(), "BALANCING_LATENCY_MEMORY", latencyMemory, "positive");
    check(!slowStart.isNegative(), "BALANCING_SLOW_START", slowStart, "at least 0");
    check(loadGuard >= 1, "BALANCING_LOAD_GUARD", loadGuard, "at least 1");
  }

  /**
   * When and for how long nodes are ejected.
   *
   * @param failures after so many failures one after the other
   * @param excess when its share of failures is so much above the others'
   * @param calls over at least so many calls
   * @param window of about this time
   * @param first how long for the first time; twice as long each time it happens again
   * @param longest how long at most
   * @param share how many nodes of a pool at most; one of two or more always may
   */
  public record Ejection(
      int failures,
      double excess,
      int calls,
      Duration window,
      Duration first,
      Duration longest,
      double share) {

    public Ejection {
      check(failures >= 1, "EJECTION_FAILURES", failures, "at least 1");
      check(excess > 0 && excess <= 1, "EJECTION_EXCESS", excess, "above 0, at most 1");
      check(calls >= 1, "EJECTION_CALLS", calls, "at least 1");
      check(window.isPositive(), "EJECTION_WINDOW", window, "positive");
      check(first.isPositive(), "EJECTION_FIRST", first, "positive");
      check(longest.compareTo(first) >= 0, "EJECTION_LONGEST", longest, "at least EJECTION_FIRST");
      check(share >= 0 && share < 1, "EJECTION_SHARE", share, "at least 0, below 1");
    }

    /** How many of so many may be ejected. */
    int atMost(int size) {
      return size < 2 ? 0 : Math.max(1, (int) (share * size));
    }

    /** How long, when it happens so many times in succession. */
    long millis(int times) {
      return Math.min(longest.toMillis(), first.toMillis() << Math.min(times - 1, 20));
    }
  }

  private static void check(boolean right, String name, Object value, String must) {
    if (!right) {
      throw new IllegalArgumentException("%s '%s' must be %s.".formatted(name, value, must));
    }
  }
}
