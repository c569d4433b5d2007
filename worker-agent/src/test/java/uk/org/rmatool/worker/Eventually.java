package uk.org.rmatool.worker;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what must become true, and fails with what was true instead. */
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final long POLL_NANOS = 5_000_000;

  private Eventually() {}

  /** Runs the assertion until it holds; its last error is thrown at the deadline. */
  public static void eventually(Runnable assertion) {
    eventually(DEADLINE, assertion);
  }

  /** The same for what takes longer. */
  public static void eventually(Duration patience, Runnable assertion) {
    var deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until there is one. */
  public static <T> T found(Supplier<java.util.Optional<T>> search) {
    var holder = new java.util.ArrayList<T>();
    eventually(
        () -> {
          var result = search.get();
          if (result.isEmpty()) {
            throw new AssertionError("still nothing found");
          }
          holder.add(result.get());
        });
    return holder.getFirst();
  }
}
