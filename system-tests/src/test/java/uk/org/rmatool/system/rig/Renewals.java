package uk.org.rmatool.system.rig;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Renews leases until it is closed, as programs do; what is not answered is tried again. */
public final class Renewals implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /** Renews this one at once and then every second. */
  public void everySecond(Runnable renewal) {
    var unused = timer.scheduleWithFixedDelay(() -> attempt(renewal), 0, 1, TimeUnit.SECONDS);
  }

  private static void attempt(Runnable renewal) {
    try {
      renewal.run();
    } catch (AssertionError e) {
      // there was no answer
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
