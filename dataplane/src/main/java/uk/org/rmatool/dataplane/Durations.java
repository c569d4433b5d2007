package uk.org.rmatool.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long calls took from their beginning to their end, counted by how long. */
final class Durations {
  /** Seconds; what took longer than the last is counted too. */
  private static final double[] LIMITS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private static final double SECOND = 1e9;

  private final AtomicLongArray counts = new AtomicLongArray(LIMITS.length + 1);
  private final LongAdder nanos = new LongAdder();

  /**
   * What was counted so far.
   *
   * @param limit seconds, infinity for the last
   * @param calls how many took no longer
   */
  record Bucket(double limit, long calls) {}

  void add(long took) {
    int i = 0;
    while (i < LIMITS.length && took > LIMITS[i] * SECOND) {
      i++;
    }
    counts.incrementAndGet(i);
    nanos.add(took);
  }

  /** Each holds those before it; the last holds all. */
  List<Bucket> buckets() {
    var buckets = new ArrayList<Bucket>();
    long calls = 0;
    for (int i = 0; i <= LIMITS.length; i++) {
      calls += counts.get(i);
      buckets.add(new Bucket(i < LIMITS.length ? LIMITS[i] : Double.POSITIVE_INFINITY, calls));
    }
    return buckets;
  }

  /** All of them together. */
  double seconds() {
    return nanos.sum() / SECOND;
  }
}
