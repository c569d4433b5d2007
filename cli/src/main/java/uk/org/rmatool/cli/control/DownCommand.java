package uk.org.rmatool.cli.control;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.HomeLock;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.up.Leftovers;

/** {@code rma down}. */
@Command(
    name = "down",
    description = "Stop everything, the database last. Nothing is lost; nothing running is fine.")
public final class DownCommand implements Callable<Integer> {
  /** More than all of the supervisor's own deadlines together. */
  private static final Duration SUPERVISOR_DEADLINE = Duration.ofSeconds(100);

  /** A supervisor that has just taken the lock has not written its first state yet. */
  private static final Duration FIRST_STATE = Duration.ofSeconds(10);

  private static final Duration LOCK_DEADLINE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  @Mixin PlaceOptions place = new PlaceOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var home = place.home();
    var progress = new Progress(List.of(System.out));
    if (!Files.isDirectory(home.folder())) {
      progress.say("nothing is running");
      return 0;
    }
    var file = new RunFile(home);
    awaitFirstState(home, file);
    var state = file.read();
    var supervised = state.filter(RunState::supervised);
    if (supervised.isPresent()) {
      stopSupervisor(supervised.get(), file, progress);
    } else if (!anythingAlive(state)) {
      progress.say("nothing is running");
    }
    clearRest(home, file, progress);
    return 0;
  }

  private static void awaitFirstState(Home home, RunFile file)
      throws IOException, InterruptedException {
    Wait.until(
        FIRST_STATE,
        POLL,
        () -> {
          try {
            return file.read().filter(RunState::supervised).isPresent() || nobodyHolds(home);
          } catch (IOException e) {
            throw new Failure("cannot read " + home.runFile() + ": " + Failure.describe(e), e);
          }
        });
  }

  private static boolean nobodyHolds(Home home) throws IOException {
    var lock = HomeLock.take(home);
    if (lock.isEmpty()) {
      return false;
    }
    lock.get().close();
    return true;
  }

  private static boolean anythingAlive(Optional<RunState> state) {
    return state.map(RunState::alive).filter(alive -> !alive.isEmpty()).isPresent();
  }

  private static void stopSupervisor(RunState state, RunFile file, Progress progress)
      throws InterruptedException {
    var supervisor = state.supervisor();
    progress.say("stopping (pid " + supervisor.pid() + ")");
    var start = System.nanoTime();
    Stopping.send(Signal.TERM, supervisor.pid());
    var named = new TreeSet<String>();
    var stopped =
        Wait.until(
            SUPERVISOR_DEADLINE,
            POLL,
            () -> {
              for (var process : latest(file, state)) {
                if (!process.identity().alive() && named.add(process.name())) {
                  progress.done(
                      process.name() + " stopped", Duration.ofNanos(System.nanoTime() - start), "");
                }
              }
              return !supervisor.alive();
            });
    if (!stopped) {
      progress.say("  the supervisor does not end; ending it by force");
      supervisor.find().ifPresent(ProcessHandle::destroyForcibly);
      Wait.until(Duration.ofSeconds(5), POLL, () -> !supervisor.alive());
    }
  }

  private static List<Running> latest(RunFile file, RunState otherwise) {
    try {
      return file.read().orElse(otherwise).processes().reversed();
    } catch (IOException e) {
      return otherwise.processes();
    }
  }

  /** Whatever a supervisor that was killed has left; normally nothing. */
  private static void clearRest(Home home, RunFile file, Progress progress)
      throws IOException, InterruptedException {
    // The lock of a supervisor that has just ended may take a moment longer to go.
    var lock = HomeLock.take(home, LOCK_DEADLINE);
    if (lock.isEmpty()) {
      throw new Failure("another rma up has just started; see ./rma status");
    }
    try {
      var state = file.read();
      new Leftovers(home, progress).clear(state);
      if (state.isPresent()) {
        requireEnded(state.get());
        record(state.get(), file, progress);
      }
    } finally {
      lock.get().close();
    }
  }

  private static void requireEnded(RunState state) {
    var left = state.alive();
    if (!left.isEmpty()) {
      throw new Failure(
          left.stream()
              .map(process -> process.name() + " (pid " + process.identity().pid() + ")")
              .collect(Collectors.joining(", ", "", " cannot be ended; end it yourself")));
    }
  }

  /** The next command must not look for what ended long ago: its ids will be somebody else's. */
  private static void record(RunState state, RunFile file, Progress progress) {
    if (state.equals(state.ended())) {
      return;
    }
    try {
      file.write(state.ended());
    } catch (IOException e) {
      progress.say("  cannot record that everything has ended: " + Failure.describe(e));
    }
  }
}
