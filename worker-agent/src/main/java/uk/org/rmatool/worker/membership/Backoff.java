package uk.org.rmatool.worker.membership;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: doubled each time up to a longest one, each shortened by chance by up to
 * half, so that workers that lost the same coordinator do not come back together.
 *
 * @param first before the second attempt
 * @param longest before any attempt
 */
record Backoff(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 20;

  Duration after(int attempts, RandomGenerator random) {
    var pause = first.multipliedBy(1L << Math.clamp(attempts - 1, 0, MAX_DOUBLINGS));
    var limited = pause.compareTo(longest) < 0 ? pause : longest;
    return Duration.ofNanos((long) (limited.toNanos() * (1 - random.nextDouble() / 2)));
  }
}
