package uk.org.rmatool.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Says what is being done, one line a step, to every given stream. Safe from several threads. */
public final class Progress {
  private final List<PrintStream> streams;

  public Progress(List<PrintStream> streams) {
    this.streams = List.copyOf(streams);
  }

  /** Prints one line. */
  public synchronized void say(String line) {
    for (var stream : streams) {
      stream.println(line);
      stream.flush();
    }
  }

  /** Runs a step and prints its name, its duration and the detail that it returns. */
  public void step(String name, Callable<String> work) throws Exception {
    var start = System.nanoTime();
    var detail = work.call();
    done(name, Duration.ofNanos(System.nanoTime() - start), detail);
  }

  /** Prints the line of a step that took {@code elapsed}. */
  public void done(String name, Duration elapsed, String detail) {
    say(
        String.format(
                Locale.ROOT, "  %-22s %6.1f s   %s", name, elapsed.toMillis() / 1000.0, detail)
            .stripTrailing());
  }
}
