package uk.org.rmatool.dht;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is to be done from time to time, one thing after the other, in one virtual thread. */
final class Chores {
  private static final Logger LOG = System.getLogger(Chores.class.getName());
  private static final Duration STOPPING = Duration.ofSeconds(2);

  /** After so long one that failed is done again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final List<Chore> chores = new CopyOnWriteArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("dht-chores").unstarted(this::run);

  /**
   * Does something now and again.
   *
   * @param action gives after how long it is to be done again
   */
  void add(String name, Supplier<Duration> action) {
    chores.add(new Chore(name, action, System.nanoTime()));
  }

  void start() {
    thread.start();
  }

  /** Does nothing any more; waits a little for what is under way. */
  void stop() {
    stop.countDown();
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        var unused = thread.join(STOPPING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stop.await(untilNext(), TimeUnit.NANOSECONDS)) {
        chores.stream().filter(chore -> chore.isDue(System.nanoTime())).forEach(this::perform);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At most a second: a chore may be added or hurried meanwhile. */
  private long untilNext() {
    var next =
        chores.stream()
            .map(chore -> chore.untilDue(System.nanoTime()))
            .min(Comparator.naturalOrder())
            .orElse(Long.MAX_VALUE);
    return Math.clamp(next, 0, TimeUnit.SECONDS.toNanos(1));
  }

  /** Does this at the next opportunity: within a second or so, unless it has just been done. */
  void hurry(String name) {
    chores.stream().filter(chore -> chore.name().equals(name)).forEach(Chore::hurry);
  }

  private void perform(Chore chore) {
    if (stop.getCount() == 0) {
      return;
    }
    var pause = RETRY;
    try {
      pause = chore.perform();
    } catch (RuntimeException e) {
      if (stop.getCount() == 0) {
        return; // it was broken off
      }
      LOG.log(Level.WARNING, () -> "A chore of the DHT node failed: " + chore.name(), e);
    }
    chore.done(System.nanoTime(), pause);
  }
}
