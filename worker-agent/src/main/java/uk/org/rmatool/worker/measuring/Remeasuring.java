package uk.org.rmatool.worker.measuring;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Benchmark;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.launcher.Launcher;

/**
 * Measures again for whoever asks: one measurement at a time and not more often than once a minute,
 * while no calls are served if they end in time, and not while the machine's owner wants it for
 * himself. Wishes that come meanwhile are one wish. Safe for any number of threads.
 */
@Component
public class Remeasuring {
  private static final Logger LOG = System.getLogger(Remeasuring.class.getName());

  private final Detection detection;
  private final Supplier<Optional<String>> paused;
  private final IntSupplier calls;
  private final Clock clock;
  private final Patience patience;
  private final CountDownLatch stop = new CountDownLatch(1);

  private long wanted;
  private long done;
  private boolean running;
  private volatile String state = "";
  private volatile Runnable changed = () -> {};

  @Inject
  Remeasuring(Detection detection, Launcher launcher, Traffic traffic, Clock clock) {
    this(detection, launcher::paused, traffic::inFlight, clock, Patience.USUAL);
  }

  Remeasuring(
      Detection detection,
      Supplier<Optional<String>> paused,
      IntSupplier calls,
      Clock clock,
      Patience patience) {
    this.detection = detection;
    this.paused = paused;
    this.calls = calls;
    this.clock = clock;
    this.patience = patience;
  }

  /** Calls this, which must return at once, when {@link #state} or what was measured changes. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** What is being done about a wish, in a few words; empty when nothing is. */
  public Optional<String> state() {
    return Optional.of(state).filter(text -> !text.isEmpty());
  }

  /** What was measured last; empty before anything was. */
  public Optional<Benchmark> measured() {
    return detection.measured();
  }

  /**
   * Somebody wants it measured again, once.
   *
   * @param wish tells wishes apart: a later one is greater
   */
  public synchronized void asked(long wish) {
    if (wish <= wanted || stop.getCount() == 0) {
      return;
    }
    wanted = wish;
    if (!running) {
      running = true;
      Thread.ofVirtual().name("measuring").start(this::run);
    }
  }

  /** What was measured at the start is what this wish wants. */
  public synchronized void covered(long wish) {
    wanted = Math.max(wanted, wish);
    done = Math.max(done, wish);
  }

  /** Waits for nothing any more; a measurement that runs is not waited for. */
  public void stop() {
    stop.countDown();
  }

  private void run() {
    try {
      for (var wish = next(); wish.isPresent(); wish = next()) {
        awaitMoment();
        var beside = calls.getAsInt();
        become("measuring");
        detection.measureAgain(beside);
        served(wish.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The machine cannot be measured again.", e);
      giveUp();
    }
  }

  /** The wish to serve now; without one nothing runs any more. */
  private synchronized Optional<Long> next() {
    running = wanted > done;
    return running ? Optional.of(wanted) : Optional.empty();
  }

  private void served(long wish) {
    synchronized (this) {
      done = wish;
    }
    become("");
  }

  /** It is not tried until somebody asks again. */
  private void giveUp() {
    synchronized (this) {
      running = false;
      done = wanted;
    }
    become("");
  }

  private void awaitMoment() throws InterruptedException {
    var last = measured().map(Benchmark::at).orElse(Instant.MIN);
    while (clock.instant().isBefore(last.plus(patience.between()))) {
      become("to be measured: waits until the last measurement is a minute old");
      rest();
    }
    var waited = Duration.ZERO;
    while (paused.get().isPresent()
        || (calls.getAsInt() > 0 && waited.compareTo(patience.calls()) < 0)) {
      become(
          paused.get().isPresent()
              ? "to be measured when it is not paused any more"
              : "to be measured: waits for calls to end");
      rest();
      waited = waited.plus(patience.look());
    }
  }

  private void rest() throws InterruptedException {
    if (stop.await(patience.look().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the worker is stopping");
    }
  }

  private void become(String next) {
    if (!next.equals(state)) {
      state = next;
      changed.run();
    }
  }
}
