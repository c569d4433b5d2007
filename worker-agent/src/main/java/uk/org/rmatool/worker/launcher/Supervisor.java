package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Launch;
import uk.org.rmatool.worker.recipes.Recipe;

/**
 * Keeps one service running, on a thread of its own, until it is told to stop. One that has failed
 * quickly too often counts as failed, and is tried at the longest pause until it works again.
 */
final class Supervisor {
  private static final Logger LOG = System.getLogger(Supervisor.class.getName());

  private static final long MB = 1024 * 1024;

  private final Recipe recipe;
  private final Tools tools;
  private final Path folder;
  private final ServiceLog log;

  private final Semaphore wakeUp = new Semaphore(0);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile ServiceState state = ServiceState.of(Phase.STARTING);
  private volatile OptionalInt port = OptionalInt.empty();
  private volatile Optional<Current> current = Optional.empty();

  /** Since when it works, or did before it ended. */
  private OptionalLong worked = OptionalLong.empty();

  private volatile long begun = System.nanoTime();

  /**
   * What runs now.
   *
   * @param held whether something else keeps it to its memory
   */
  private record Current(ServiceProcess process, boolean held) {}

  /**
   * What all supervisors share.
   *
   * @param limits how patient they are
   * @param starter starts their processes
   * @param filler fills in a recipe for one start
   * @param data where a service keeps its data
   * @param probe asks services whether they work
   * @param leftovers remembers their processes
   * @param changed called after each change of a state
   */
  record Tools(
      LaunchLimits limits,
      Starter starter,
      Filler filler,
      Function<String, Path> data,
      HealthProbe probe,
      Leftovers leftovers,
      Runnable changed) {}

  /** Fills in a recipe for one start. */
  @FunctionalInterface
  interface Filler {
    Launch fill(Recipe recipe, int port) throws IOException;
  }

  Supervisor(Recipe recipe, Tools tools, Path folder, Path logFile) {
    this.recipe = recipe;
    this.tools = tools;
    this.folder = folder;
    this.log = new ServiceLog(logFile, tools.limits().logBytes());
  }

  Recipe recipe() {
    return recipe;
  }

  /** How it is; while it starts, for how long it has. */
  ServiceState state() {
    var now = state;
    var starts =
        now.phase() == Phase.STARTING || (now.phase() == Phase.RESTARTING && current.isPresent());
    return starts ? now.starting(recipe.health(), sinceBegun()) : now;
  }

  /** The local port at which it can be called; empty unless it runs. */
  OptionalInt port() {
    return port;
  }

  /** Whether it has no process, or one that ends within this time. */
  boolean endsWithin(Duration time) {
    return current.map(it -> it.process().endsWithin(time)).orElse(true);
  }

  /** Its processes; empty while it has none. */
  Optional<Launcher.Present> present() {
    return current.map(it -> new Launcher.Present(recipe, it.held(), () -> it.process().family()));
  }

  /** Ends its process at once for this reason, if it has one; it is started again. */
  void condemn(String reason) {
    current.ifPresent(it -> it.process().condemn(reason));
  }

  /** Starts it, once the one before it has ended. */
  void start(CompletableFuture<Void> before) {
    Thread.ofVirtual()
        .name("supervisor of " + recipe.service())
        .start(
            () -> {
              before.join();
              supervise();
            });
  }

  /** Asks it to stop; the future completes when nothing of it is left. */
  CompletableFuture<Void> stop() {
    stopping = true;
    wakeUp.release();
    return ended;
  }

  private void supervise() {
    try {
      var failures = 0;
      while (!stopping) {
        begun = System.nanoTime();
        worked = OptionalLong.empty();
        var reason = runOnce();
        if (stopping) {
          break;
        }
        failures = wasStable() ? 1 : failures + 1;
        if (failures < tools.limits().quickFailures()) {
          var pause = tools.limits().pauseAfter(failures, worked.isPresent());
          reportRestart(reason, pause);
          rest(pause);
        } else {
          var pause = tools.limits().pauseOnceItFailed(worked.isPresent());
          reportFailed(reason, failures, pause);
          rest(pause);
        }
      }
      become(ServiceState.of(Phase.STOPPED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      become(ServiceState.of(Phase.STOPPED));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, () -> "Supervising failed. service=" + recipe.service(), e);
      become(new ServiceState(Phase.FAILED, "the worker failed to supervise it; its log says why"));
    } finally {
      ended.complete(null);
    }
  }

  /** Whether it worked so long that its end has nothing to do with those before. */
  private boolean wasStable() {
    return worked.isPresent()
        && System.nanoTime() - worked.getAsLong() >= tools.limits().stableAfter().toNanos();
  }

  private void reportFailed(String reason, int failures, Duration pause) {
    var failed =
        new ServiceState(
            Phase.FAILED, "%s, %d times in a row%s".formatted(reason, failures, lastLines()));
    become(failed);
    LOG.log(
        failures == tools.limits().quickFailures() ? Level.ERROR : Level.WARNING,
        () ->
            "A service fails again and again and is tried now and then. service=%s reason=%s pause=%s"
                .formatted(recipe.service(), failed.detail(), pause));
  }

  private void reportRestart(String reason, Duration pause) {
    LOG.log(
        Level.WARNING,
        () ->
            "A service failed and is started again. service=%s reason=%s pause=%s"
                .formatted(recipe.service(), reason + lastLines(), pause));
    become(new ServiceState(Phase.RESTARTING, reason + lastLines()));
  }

  private void rest(Duration pause) throws InterruptedException {
    var until = System.nanoTime() + pause.toNanos();
    for (var left = pause.toNanos(); !stopping && left > 0; left = until - System.nanoTime()) {
      await(Duration.ofNanos(left)); // the last process's end may be told late and wake us early
    }
  }

  /** One process from start to end; returns why it ended. */
  private String runOnce() throws InterruptedException {
    int local;
    Starter.Started started;
    try {
      requireDisk(folder);
      local = LocalPorts.choose(recipe.network(), folder);
      var launch = tools.filler().fill(recipe, local);
      requireDisk(tools.data().apply(recipe.service()));
      started = tools.starter().start(recipe, launch, folder);
    } catch (IOException | UncheckedIOException e) {
      return "cannot be started: " + e.getMessage();
    }
    var output = started.process().getInputStream();
    var process = new ServiceProcess(started.process(), log.follow(output, recipe.service()));
    process.onExit(wakeUp::release);
    current = Optional.of(new Current(process, started.isHeld()));
    try {
      remember(process);
      var reason = untilItWorks(process, local);
      if (reason.isEmpty()) {
        worked = OptionalLong.of(System.nanoTime());
        LOG.log(
            Level.INFO,
            () ->
                "A service runs. service=%s port=%d limits=%s"
                    .formatted(recipe.service(), local, started.limits().text()));
        reason = whileItWorks(process, local);
      }
      return started.limits().ranOutOfMemory()
          ? "%s; it ran out of memory, with %s".formatted(reason, started.limits().text())
          : reason;
    } finally {
      port = OptionalInt.empty();
      current = Optional.empty();
      process.end(recipe.grace());
      tools.starter().clear(started);
      tools.leftovers().forget(recipe.service());
    }
  }

  /** Takes over that it works, and what it says that it lacks; says so where that is new. */
  private void works(String trouble, int local) {
    port = OptionalInt.of(local);
    var next =
        trouble.isEmpty()
            ? new ServiceState(Phase.RUNNING, elsewhere(local))
            : new ServiceState(Phase.IMPAIRED, trouble);
    if (!next.equals(state)) {
      become(next);
    }
  }

  private String elsewhere(int local) {
    var network = recipe.network();
    return network.isPassedOn()
        ? ""
        : "called at %s://<this machine>:%d, not through the platform"
            .formatted(network.scheme(), local);
  }

  /** Waits until it works; empty when it does, else why not. */
  private String untilItWorks(ServiceProcess process, int local) throws InterruptedException {
    var health = recipe.health();
    var deadline = System.nanoTime() + health.startTimeout().toNanos();
    while (!stopping) {
      if (!process.isAlive()) {
        return process.outcome() + " before it worked";
      }
      var seen = tools.probe().look(health, local);
      if (seen.problem().isEmpty() && process.isAlive()) {
        remember(process);
        works(seen.trouble(), local);
        return "";
      }
      if (System.nanoTime() > deadline) {
        return "did not work within %d s (%s)"
            .formatted(health.startTimeout().toSeconds(), seen.problem().orElse("it ended"));
      }
      await(tools.limits().startPoll());
    }
    return "was stopped";
  }

  private String whileItWorks(ServiceProcess process, int local) throws InterruptedException {
    var failed = 0;
    while (!stopping) {
      await(recipe.health().interval());
      if (!process.isAlive()) {
        return process.outcome();
      }
      if (stopping) {
        break;
      }
      remember(process);
      var seen = tools.probe().look(recipe.health(), local);
      failed = seen.problem().isEmpty() ? 0 : failed + 1;
      if (failed >= tools.limits().failedProbes() && process.isAlive()) {
        return "failed %d health probes (%s)".formatted(failed, seen.problem().orElse(""));
      }
      if (failed == 0) {
        works(seen.trouble(), local);
      }
    }
    return "was stopped";
  }

  private void remember(ServiceProcess process) {
    tools.leftovers().record(recipe.service(), process.family());
  }

  /** Waits, but not past a reason to look: the process ended, or a stop was asked for. */
  private void await(Duration time) throws InterruptedException {
    if (!stopping && wakeUp.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
      wakeUp.drainPermits();
    }
  }

  private String lastLines() {
    var lines = log.lastLines();
    return lines.isEmpty() ? "" : "; last lines: " + String.join(" | ", lines);
  }

  private void become(ServiceState next) {
    state = next;
    tools.changed().run();
  }

  private void requireDisk(Path folder) throws IOException {
    var free = Files.getFileStore(folder).getUsableSpace();
    if (free < tools.limits().diskReserve()) {
      throw new IOException("the disk is full: %d MB are left at %s".formatted(free / MB, folder));
    }
  }

  private Duration sinceBegun() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
