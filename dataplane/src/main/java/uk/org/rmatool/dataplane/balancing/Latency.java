package uk.org.rmatool.dataplane.balancing;

import java.time.Duration;

/**
 * Time to first byte as an exponentially weighted moving average over time that rises at once and
 * falls slowly (Finagle's peak EWMA). What is old counts less, so that a node that was slow once is
 * tried again.
 */
final class Latency {
  private final double memoryMillis;
  private double nanos;
  private long at;

  Latency(Duration memory) {
    memoryMillis = memory.toMillis();
  }

  void add(long newest, long now) {
    nanos = newest > nanos ? newest : newest + (nanos - newest) * age(now);
    at = now;
  }

  /** In nanoseconds; nearer and nearer to the other value the longer nothing was added. */
  double get(long now, double otherwise) {
    return nanos == 0 ? otherwise : otherwise + (nanos - otherwise) * age(now);
  }

  private double age(long now) {
    return Math.exp(-Math.max(0, now - at) / memoryMillis);
  }
}
