package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;

/**
 * Keeps one program running on a thread of its own: starts it, waits until it is ready, starts it
 * again with growing pauses when it ends. A program that has never been ready is not started again:
 * that is a failed start.
 */
final class KeptRunning {
  private static final int KILLED = 128 + 9;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A program that has run for so long has recovered: the next pause is short again. */
  private static final Duration RECOVERED = Duration.ofMinutes(1);

  private final Program program;
  private final Launcher launcher;
  private final Board board;
  private final Progress progress;
  private final CompletableFuture<Duration> firstReady = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Lock launching = new ReentrantLock();
  private final Thread thread;
  private volatile @Nullable ProcessIdentity identity;
  private int restarts;

  KeptRunning(Program program, Launcher launcher, Board board, Progress progress) {
    this.program = program;
    this.launcher = launcher;
    this.board = board;
    this.progress = progress;
    this.thread = new Thread(this::keep, program.name());
    this.thread.setDaemon(true);
  }

  String name() {
    return program.name();
  }

  void start() {
    thread.start();
  }

  /**
   * Completes with the time it took; exceptionally with a {@link Failure} if it never got ready.
   */
  CompletableFuture<Duration> firstReady() {
    return firstReady;
  }

  /** Ends the program and everything it started. Returns when all of it is gone. */
  void stop() throws InterruptedException {
    stopping.countDown();
    var running = latest();
    if (running != null) {
      Stopping.stop(running, program.launch().signal(), program.stopDeadline());
      Stopping.sweepSession(running);
      board.activity(program.name(), Activity.STOPPED);
    }
    thread.join(Duration.ofSeconds(5));
  }

  private @Nullable ProcessIdentity latest() {
    launching.lock();
    try {
      return identity;
    } finally {
      launching.unlock();
    }
  }

  private void keep() {
    try {
      var pause = FIRST_PAUSE;
      while (!stopRequested()) {
        var start = System.nanoTime();
        var end = runOnce();
        if (stopRequested()) {
          return;
        }
        if (!firstReady.isDone() || firstReady.isCompletedExceptionally()) {
          fail(end);
          return;
        }
        pause = since(start).compareTo(RECOVERED) > 0 ? FIRST_PAUSE : pause;
        progress.say(
            "%s %s; starting it again in %d s".formatted(program.name(), end, pause.toSeconds()));
        board.activity(program.name(), Activity.RESTARTING);
        restarts++;
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      firstReady.completeExceptionally(e);
      progress.say(program.name() + " is no longer watched: " + Failure.describe(e));
    } finally {
      firstReady.cancel(false);
    }
  }

  /** Runs it until it ends, and says how it ended. */
  private String runOnce() throws InterruptedException {
    var start = System.nanoTime();
    var logStart = LogTail.size(program.launch().log());
    Process process;
    ProcessIdentity started;
    // Whoever stops us must not look between the start and our taking note of it.
    launching.lock();
    try {
      process = launcher.launch(program.launch());
      started = ProcessIdentity.of(process.toHandle());
      identity = started;
    } catch (IOException e) {
      return "cannot be started: " + Failure.describe(e);
    } finally {
      launching.unlock();
    }
    board.process(program, started, Activity.STARTING, restarts);
    var ready =
        Wait.until(
            program.startDeadline(),
            POLL,
            () ->
                stopRequested()
                    || !process.isAlive()
                    || hopeless(logStart)
                    || program.ready().getAsBoolean());
    if (process.isAlive() && !stopRequested() && hopeless(logStart)) {
      Stopping.stop(started, program.launch().signal(), program.stopDeadline());
      Stopping.sweepSession(started);
      return "could not start its application" + because(logStart);
    }
    if (process.isAlive() && !stopRequested()) {
      if (ready) {
        board.activity(program.name(), Activity.READY);
        announce(since(start));
      } else if (!firstReady.isDone()) {
        return "is not ready after %d s%s"
            .formatted(program.startDeadline().toSeconds(), because(logStart));
      } else {
        progress.say(
            "%s runs again but is not ready after %d s; see ./rma logs %s"
                .formatted(program.name(), program.startDeadline().toSeconds(), program.name()));
      }
    }
    var status = process.waitFor();
    if (!stopRequested()) {
      // A service that a crashed server leaves would hold the ports of the next one.
      Stopping.sweepSession(started);
    }
    return "(pid %d) %s".formatted(started.pid(), ending(status, logStart));
  }

  private void announce(Duration elapsed) {
    if (!firstReady.complete(elapsed)) {
      progress.say(program.name() + " is ready again after " + elapsed.toMillis() / 1000.0 + " s");
    }
  }

  private void fail(String end) {
    firstReady.completeExceptionally(
        new Failure("%s %s; see %s".formatted(program.name(), end, program.launch().log())));
  }

  private String ending(int status, long logStart) {
    // The JDK reports a signal as 128 + its number; a killed process wrote nothing about it.
    return status == KILLED
        ? "was killed (signal 9)"
        : "ended with status " + status + because(logStart);
  }

  private String because(long logStart) {
    var cause = LogTail.cause(program.launch().log(), logStart);
    return cause.isEmpty() ? "" : " (" + cause + ")";
  }

  private boolean hopeless(long logStart) {
    return !program.hopeless().isEmpty()
        && LogTail.contains(program.launch().log(), logStart, program.hopeless());
  }

  private boolean stopRequested() {
    return stopping.getCount() == 0;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
