package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.recipes.Launch;

/**
 * Starts processes so that the kernel ends them when the worker dies. The signal that <code>
 * setpriv --pdeathsig</code> asks for comes when the <em>thread</em> that started the process ends
 * (prctl(2), PR_SET_PDEATHSIG), so all starts happen on one thread that lives as long as the
 * worker.
 */
final class Starter implements AutoCloseable {
  /** What services get of the worker's own environment; no secrets are in it. */
  private static final Set<String> HANDED_ON =
      Set.of(
          "PATH",
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
  private @Nullable List<String> guard;

  Starter(Commands commands) {
    this.commands = commands;
  }

  /** Starts it with its input held open and its two outputs in one. */
  Process start(Launch launch, Path folder) throws IOException {
    try {
      return thread.submit(() -> startHere(launch, folder)).get();
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof IOException cause ? cause.getMessage() : e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the thread; every process must have ended before. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private Process startHere(Launch launch, Path folder) throws IOException {
    var command = new ArrayList<>(guard());
    command.addAll(launch.command());
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().retainAll(HANDED_ON);
    builder.environment().putAll(launch.environment());
    return builder.start();
  }

  /** The prefix that ties a process to this thread; empty where the system has none. */
  private List<String> guard() {
    if (guard == null) {
      guard =
          commands
              .find("setpriv")
              .map(tool -> List.of(tool.toString(), "--pdeathsig", "KILL"))
              .filter(Starter::works)
              .orElse(List.of());
    }
    return guard;
  }

  private static boolean works(List<String> prefix) {
    var command = new ArrayList<>(prefix);
    command.add("true");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
