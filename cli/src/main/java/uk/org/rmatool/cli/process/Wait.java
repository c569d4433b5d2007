package uk.org.rmatool.cli.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting with a deadline: asks, pauses, asks again. */
public final class Wait {
  private Wait() {}

  /**
   * Asks until the answer is yes or the deadline has passed; asks at least once.
   *
   * @return whether the answer was yes
   */
  public static boolean until(Duration deadline, Duration interval, BooleanSupplier condition)
      throws InterruptedException {
    var end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(interval);
    }
    return true;
  }
}
