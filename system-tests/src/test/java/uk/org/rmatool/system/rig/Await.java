package uk.org.rmatool.system.rig;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for things that take a while, and says what it waited for when they do not come. */
public final class Await {
  private static final Duration POLL = Duration.ofMillis(100);

  private Await() {}

  /** Returns once the condition holds; an error on the way counts as "not yet". */
  public static void until(String what, Duration deadline, Callable<Boolean> condition) {
    value(what, deadline, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** The value once there is one; an error on the way counts as "not yet". */
  public static <T> T value(String what, Duration deadline, Callable<Optional<T>> source) {
    var end = System.nanoTime() + deadline.toNanos();
    Throwable last = null;
    while (true) {
      try {
        var found = source.call();
        if (found.isPresent()) {
          return found.get();
        }
        last = null;
      } catch (Exception | AssertionError e) {
        last = e;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "After %d s still not: %s".formatted(deadline.toSeconds(), what), last);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
