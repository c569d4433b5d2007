package uk.org.rmatool.cli.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.up.LogTail;

/** The processes of one command: started one after the other, stopped the other way round. */
final class Children {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Liberty goes on without the application and never tries again. */
  private static final String APPLICATION_FAILED = "CWWKZ0002E";

  private final Launcher launcher;
  private final List<Child> running = new ArrayList<>();

  /**
   * One process.
   *
   * @param logStart how long its log was before it was started
   * @param stopDeadline how long it may take to end by itself
   */
  private record Child(
      String name, Process process, Launch launch, long logStart, Duration stopDeadline) {
    String ending() {
      return "%s ended with status %d%s".formatted(name, process.exitValue(), because());
    }

    String because() {
      var cause = LogTail.cause(launch.log(), logStart);
      return cause.isEmpty() ? "; see " + log() : ": " + cause;
    }

    boolean isHopeless() {
      return LogTail.contains(launch.log(), logStart, APPLICATION_FAILED);
    }

    private Path log() {
      return launch.log();
    }
  }

  /**
   * None yet.
   *
   * @param launcher starts them
   */
  Children(Launcher launcher) {
    this.launcher = launcher;
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @throws Failure saying why it does not get ready
   */
  void start(
      String name,
      Launch launch,
      BooleanSupplier ready,
      Duration startDeadline,
      Duration stopDeadline)
      throws IOException, InterruptedException {
    var child = started(name, launch, stopDeadline);
    var waited =
        Wait.until(
            startDeadline,
            POLL,
            () -> !child.process().isAlive() || child.isHopeless() || ready.getAsBoolean());
    if (!child.process().isAlive()) {
      throw new Failure(child.ending());
    }
    if (child.isHopeless()) {
      throw new Failure(name + " could not start its application" + child.because());
    }
    if (!waited) {
      throw new Failure(
          "%s is not ready after %d s%s"
              .formatted(name, startDeadline.toSeconds(), child.because()));
    }
  }

  private Child started(String name, Launch launch, Duration stopDeadline)
      throws IOException, InterruptedException {
    synchronized (running) {
      var logStart = LogTail.size(launch.log());
      var child = new Child(name, launcher.launch(launch), launch, logStart, stopDeadline);
      running.add(child);
      return child;
    }
  }

  /** Waits until one of them ends; says how. */
  String awaitEnd() {
    List<Child> all;
    synchronized (running) {
      all = List.copyOf(running);
    }
    CompletableFuture.anyOf(
            all.stream()
                .map(child -> child.process().onExit())
                .toArray(CompletableFuture<?>[]::new))
        .join();
    return all.stream()
        .filter(child -> !child.process().isAlive())
        .findFirst()
        .map(Child::ending)
        .orElse("something ended");
  }

  /** Starts nothing more and ends them all, the last one first. Calling it again is fine. */
  void stop() throws InterruptedException {
    launcher.close();
    synchronized (running) {
      for (var child : running.reversed()) {
        var identity = ProcessIdentity.of(child.process().toHandle());
        Stopping.stop(identity, child.launch().signal(), child.stopDeadline());
        Stopping.sweepSession(identity);
      }
      running.clear();
    }
  }
}
