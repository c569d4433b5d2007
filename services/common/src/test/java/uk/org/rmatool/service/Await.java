package uk.org.rmatool.service;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, with a deadline. */
public final class Await {
  private Await() {}

  public static void until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Not within " + limit + ": " + what);
      }
      Thread.sleep(10);
    }
  }
}
