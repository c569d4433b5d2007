package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.ToolOutput;
import uk.org.rmatool.worker.recipes.Launch;
import uk.org.rmatool.worker.recipes.Recipe;

/**
 * Starts processes so that they end when the worker dies, each in a group of its own: the kernel
 * ends the first of them, the {@link Reaper} all of its group. The signal that <code>
 * setpriv --pdeathsig</code> asks for comes when the <em>thread</em> that started the process ends
 * (prctl(2), PR_SET_PDEATHSIG), so all starts happen on one thread that lives as long as the
 * worker.
 */
final class Starter implements AutoCloseable {
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final Duration REMOVAL = Duration.ofSeconds(20);

  /** What services get of the worker's own environment; no secrets are in it. */
  private static final Set<String> HANDED_ON =
      Set.of(
          "HOME",
          "USER",
          "LANG",
          "LC_ALL",
          "TZ",
          "TMPDIR",
          "LD_LIBRARY_PATH",
          "CUDA_VISIBLE_DEVICES",
          "NVIDIA_VISIBLE_DEVICES");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("service starter").factory());
  private final Commands commands;
  private final Confinement confinement;
  private final Reaper reaper;
  private @Nullable List<String> guard;
  private @Nullable List<String> group;

  /**
   * Something that was started.
   *
   * @param limits how it is kept to what it may take
   */
  record Started(Process process, Launch launch, Confinement.Plan limits) {
    /** Whether a control group, or a container's engine, keeps it to its memory. */
    boolean isHeld() {
      return launch.container().isPresent() || limits.byControlGroup();
    }
  }

  Starter(Commands commands, Confinement confinement) {
    this.commands = commands;
    this.confinement = confinement;
    this.reaper = new Reaper(commands);
  }

  /** Starts it with its input held open and its two outputs in one. */
  Started start(Recipe recipe, Launch launch, Path folder) throws IOException {
    // An earlier run's; here, because an engine may hang, and no other service shall wait for it.
    launch.container().ifPresent(it -> ToolOutput.of(it.removal(), REMOVAL));
    try {
      return thread.submit(() -> startHere(recipe, launch, folder)).get();
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof IOException cause ? cause.getMessage() : e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends what is left of something whose first process has ended. */
  void clear(Started started) {
    reaper.end(started.process().pid());
    started
        .launch()
        .container()
        .ifPresent(
            container -> {
              ToolOutput.of(container.removal(), REMOVAL);
              reaper.ended(container);
            });
    started.limits().remove();
  }

  /** Ends the thread; every process must have ended before. */
  @Override
  public void close() {
    reaper.close();
    confinement.close();
    thread.shutdown();
  }

  private Started startHere(Recipe recipe, Launch launch, Path folder) throws IOException {
    var limits =
        launch.container().isPresent()
            ? Confinement.byEngine(launch.limits())
            : confinement.plan(recipe.service(), launch.limits(), launch.together());
    requireProgram(launch.command().getFirst());
    var command = new ArrayList<>(guard());
    command.addAll(group());
    command.addAll(limits.words());
    command.addAll(launch.command());
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().retainAll(HANDED_ON);
    builder.environment().put("PATH", commands.path());
    builder.environment().putAll(launch.environment());
    launch.container().ifPresent(reaper::guard);
    var process = builder.start();
    if (!group().isEmpty()) {
      reaper.guard(process.pid());
    }
    return new Started(process, launch, limits);
  }

  /** Says it in one line before three prefixes have theirs to say. */
  private void requireProgram(String program) throws IOException {
    var there =
        program.contains("/")
            ? Files.isExecutable(Path.of(program))
            : commands.find(program).isPresent();
    if (!there) {
      throw new IOException("the program %s is not there".formatted(program));
    }
  }

  /** The prefix that ties a process to this thread; empty where the system has none. */
  private List<String> guard() {
    if (guard == null) {
      guard = prefix("setpriv", "--pdeathsig", "KILL");
    }
    return guard;
  }

  /** The prefix that makes a process the first of a group; empty where the system has none. */
  private List<String> group() {
    if (group == null) {
      group = prefix("setsid");
    }
    return group;
  }

  private List<String> prefix(String program, String... arguments) {
    var found = commands.find(program);
    if (found.isEmpty()) {
      return List.of();
    }
    var words = new ArrayList<>(List.of(found.get().toString()));
    words.addAll(List.of(arguments));
    var probe = new ArrayList<>(words);
    probe.add("true");
    return ToolOutput.of(probe, PROBE) instanceof ToolOutput.Text ? List.copyOf(words) : List.of();
  }
}
