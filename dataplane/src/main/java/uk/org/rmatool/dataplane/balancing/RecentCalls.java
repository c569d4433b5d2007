package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;

/** How many calls there were lately, and how many of them failed; what is older counts less. */
final class RecentCalls {
  private final double windowMillis;
  private double calls;
  private double failures;
  private long at;

  RecentCalls(Duration window) {
    windowMillis = window.toMillis();
  }

  void add(boolean failed, long now) {
    double age = Math.exp(-Math.max(0, now - at) / windowMillis);
    calls = calls * age + 1;
    failures = failures * age + (failed ? 1 : 0);
    at = now;
  }

  void clear() {
    calls = 0;
    failures = 0;
  }

  double calls() {
    return calls;
  }

  double failures() {
    return failures;
  }
}
