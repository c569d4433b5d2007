package uk.org.rmatool.front;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what takes a while. */
final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(10);

  private Await() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    var end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Still not: " + what);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /** Waits until a number has been the same for a while, and gives it. */
  static long steady(Callable<Long> number) throws Exception {
    var last = new long[] {number.call(), System.nanoTime()};
    until(
        "it does not grow any more",
        () -> {
          var now = number.call();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > Duration.ofMillis(700).toNanos();
        });
    return last[0];
  }
}
