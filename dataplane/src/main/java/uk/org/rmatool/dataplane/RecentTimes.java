package uk.org.rmatool.dataplane;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** How long the last calls of a service took. */
final class RecentTimes {
  private static final int KEPT = 200;

  /** Fewer say nothing. */
  private static final int LEAST = 20;

  private final long[] nanos = new long[KEPT];
  private int count;
  private int next;

  synchronized void add(long time) {
    nanos[next] = time;
    next = (next + 1) % KEPT;
    count = Math.min(count + 1, KEPT);
  }

  /** What 95 of 100 did not exceed. */
  synchronized Optional<Duration> percentile95() {
    if (count < LEAST) {
      return Optional.empty();
    }
    var sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return Optional.of(Duration.ofNanos(sorted[(count * 95 + 99) / 100 - 1]));
  }
}
