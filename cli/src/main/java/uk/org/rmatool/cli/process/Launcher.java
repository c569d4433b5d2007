package uk.org.rmatool.cli.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes that end when this JVM ends, however it ends, and that usually do not get the
 * terminal's Ctrl-C: each is the leader of a session of its own ({@code setsid}) and gets its
 * signal when its parent dies ({@code setpriv --pdeathsig}), where the machine has these programs.
 *
 * <p>Linux counts the forking <em>thread</em> as the parent, so one thread that lives as long as
 * the JVM starts everything.
 */
public final class Launcher {
  private static final Duration TRIAL_DEADLINE = Duration.ofSeconds(5);
  private static final long LOG_LIMIT_BYTES = 16L << 20;

  private final ThreadPoolExecutor parent =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            var thread = new Thread(task, "launcher");
            thread.setDaemon(true);
            return thread;
          });
  private final boolean ownSession;
  private final boolean deathSignal;
  private volatile boolean closed;

  public Launcher() {
    this(true);
  }

  private Launcher(boolean ownSession) {
    this.ownSession = ownSession && works("setsid", "true");
    deathSignal = works("setpriv", "--pdeathsig", "TERM", "true");
  }

  /**
   * Starts processes in the group of this one, for a starter that is itself ended by its group:
   * what ends all of that group then ends them too.
   */
  public static Launcher inOurGroup() {
    return new Launcher(false);
  }

  /** Whether processes started here end even if this JVM is killed. */
  public boolean tiesToParent() {
    return deathSignal;
  }

  /**
   * Starts a process. Its standard output and error are appended to its log, its input is empty.
   *
   * @throws IOException if it cannot be started, or {@link #close} was called
   */
  public Process launch(Launch launch) throws IOException, InterruptedException {
    try {
      return parent.submit(() -> start(launch)).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cannotStart) {
        throw cannotStart;
      }
      throw new IOException(e.getCause());
    }
  }

  /** From now on nothing is started any more. Running processes are not touched. */
  public void close() throws InterruptedException {
    closed = true;
    try {
      // Whatever was being started when the flag was set has been started after this.
      parent.submit(() -> {}).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(Launch launch) throws IOException {
    if (closed) {
      throw new IOException("the platform is being stopped");
    }
    Files.createDirectories(launch.log().toAbsolutePath().getParent());
    rotate(launch);
    var builder = new ProcessBuilder(wrap(launch));
    builder
        .environment()
        .keySet()
        .removeIf(key -> launch.withheld().stream().anyMatch(key::startsWith));
    builder.environment().putAll(launch.environment());
    return builder
        .directory(launch.directory().toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
        .start();
  }

  private List<String> wrap(Launch launch) {
    List<String> command = new ArrayList<>();
    if (ownSession) {
      command.add("setsid");
    }
    if (deathSignal) {
      command.addAll(List.of("setpriv", "--pdeathsig", launch.signal().name()));
    }
    command.addAll(launch.command());
    return command;
  }

  private static void rotate(Launch launch) throws IOException {
    if (Files.exists(launch.log()) && Files.size(launch.log()) > LOG_LIMIT_BYTES) {
      Files.move(
          launch.log(),
          launch.log().resolveSibling(launch.log().getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Runs a short command and tells whether it ended well; one that does not exist did not. */
  public static boolean works(String... command) {
    return works(TRIAL_DEADLINE, List.of(command));
  }

  /** The same for a command that may take a while. */
  public static boolean works(Duration deadline, List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
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
