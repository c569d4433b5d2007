package uk.org.rmatool.cli.control;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.process.Wait;

/** {@code rma logs}. */
@Command(name = "logs", description = "Show the last lines of a program's log.")
public final class LogsCommand implements Callable<Integer> {
  private static final List<String> NAMES =
      List.of("up", "router", "coordinator", "worker", "database");
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration FOREVER = Duration.ofDays(3650);
  private static final int CHUNK_BYTES = 64 * 1024;

  @Mixin PlaceOptions place = new PlaceOptions();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      defaultValue = "up",
      description = "up, router, coordinator, worker or database (default: up)")
  String name = "up";

  @Option(
      names = {"-f", "--follow"},
      description = "go on showing what is written")
  boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "LINES",
      defaultValue = "100",
      description = "how many lines to show first (default: 100)")
  int lines;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!NAMES.contains(name)) {
      throw new Failure(
          "no log is called '" + name + "'; there are " + String.join(", ", NAMES),
          Failure.USAGE,
          null);
    }
    var log = place.home().log(name);
    if (!Files.exists(log) && !follow) {
      throw new Failure("there is no " + log + " yet; start the platform with ./rma up");
    }
    var position = new long[] {lastLines(log, lines)};
    copy(log, position);
    if (follow) {
      Wait.until(
          FOREVER,
          POLL,
          () -> {
            try {
              copy(log, position);
            } catch (IOException e) {
              throw new Failure("cannot read " + log + ": " + Failure.describe(e), e);
            }
            return System.out.checkError();
          });
    }
    return 0;
  }

  /** Where the last {@code count} lines begin. */
  private static long lastLines(Path log, int count) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long seen = 0;
      var end = file.length();
      while (end > 0) {
        var start = Math.max(0, end - CHUNK_BYTES);
        var chunk = new byte[(int) (end - start)];
        file.seek(start);
        file.readFully(chunk);
        for (int i = chunk.length - 1; i >= 0; i--) {
          var lineEnd = chunk[i] == '\n' && start + i != file.length() - 1;
          if (lineEnd && ++seen >= count) {
            return start + i + 1;
          }
        }
        end = start;
      }
      return count <= 0 ? file.length() : 0;
    }
  }

  /**
   * Writes what stands after the position; starts over if the log was replaced by a shorter one.
   */
  private static void copy(Path log, long[] position) throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() < position[0]) {
        position[0] = 0;
      }
      file.seek(position[0]);
      var chunk = new byte[CHUNK_BYTES];
      for (int read = file.read(chunk); read > 0; read = file.read(chunk)) {
        System.out.write(chunk, 0, read);
        position[0] += read;
      }
      System.out.flush();
    }
  }
}
