package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One process of a service, with all that it started. */
final class ServiceProcess {
  private static final Logger LOG = System.getLogger(ServiceProcess.class.getName());
  private static final Duration KILLED = Duration.ofSeconds(5);
  private static final Duration LOG_END = Duration.ofSeconds(1);
  private static final int SIGNAL_BASE = 128;

  private final Process process;
  private final Thread logReader;
  private final Set<ProcessHandle> family = new LinkedHashSet<>();
  private volatile Optional<String> condemned = Optional.empty();

  ServiceProcess(Process process, Thread logReader) {
    this.process = process;
    this.logReader = logReader;
    family.add(process.toHandle());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end, for so long; callable from any thread. */
  boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void onExit(Runnable action) {
    var unused = process.onExit().thenRun(action);
  }

  /**
   * It and its living descendants, as far as they were seen: one whose parent has ended can no
   * longer be told from a stranger, so it must have been seen before.
   */
  synchronized List<ProcessHandle> family() {
    process.descendants().forEach(family::add);
    family.removeIf(handle -> !handle.isAlive());
    return List.copyOf(family);
  }

  /**
   * Ends it and all that it started at once; callable from any thread.
   *
   * @param reason why, for people
   */
  void condemn(String reason) {
    condemned = Optional.of(reason);
    family().forEach(ProcessHandle::destroyForcibly);
  }

  /** How it ended, in words. */
  String outcome() {
    return condemned.orElseGet(this::ending);
  }

  private String ending() {
    var status = process.exitValue();
    return status > SIGNAL_BASE
        ? "was ended by signal " + (status - SIGNAL_BASE)
        : "exited with status " + status;
  }

  /**
   * Ends it and all that it started: asked first, killed after the grace. Returns when nothing is
   * left, or when even killing did not help in time.
   */
  void end(Duration grace) {
    try {
      if (process.isAlive()) {
        family();
        process.toHandle().destroy(); // Process.destroy() would close its pipes as well
        process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
      }
      var left = family();
      left.forEach(ProcessHandle::destroyForcibly);
      family().forEach(ProcessHandle::destroyForcibly); // those started meanwhile
      if (!process.waitFor(KILLED.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, () -> "A service's process cannot be ended. pid=" + process.pid());
      }
      logReader.join(LOG_END);
      process.getOutputStream().close();
    } catch (InterruptedException e) {
      family().forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "A service's input could not be closed. reason=" + e);
    }
  }
}
