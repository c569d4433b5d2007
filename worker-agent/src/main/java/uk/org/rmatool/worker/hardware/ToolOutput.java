package uk.org.rmatool.worker.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a short command prints; one that hangs is ended with all that it started. */
public sealed interface ToolOutput {
  /** Of what it prints, no more is read. */
  int MAX_BYTES = 64 * 1024;

  /** It ended well and printed this. */
  record Text(String text) implements ToolOutput {}

  /**
   * It told nothing.
   *
   * @param reason why, in half a sentence
   */
  record Nothing(String reason) implements ToolOutput {}

  /** Runs it to its end; takes no longer than the timeout and a second. */
  static ToolOutput of(List<String> command, Duration timeout) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Nothing("it cannot be started: " + e.getMessage());
    }
    try {
      process.getOutputStream().close();
      var output = new FutureTask<>(() -> read(process.getInputStream()));
      Thread.ofPlatform().daemon().name("output of " + command.getFirst()).start(output);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Nothing("it gave no answer within " + timeout.toMillis() + " ms");
      }
      var text = output.get(1, TimeUnit.SECONDS);
      return process.exitValue() == 0 ? new Text(text) : new Nothing(ended(process, text));
    } catch (IOException | ExecutionException | TimeoutException e) {
      return new Nothing("its output cannot be read: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Nothing("the worker is stopping");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String ended(Process process, String text) {
    var last = text.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second);
    return "it ended with status %d%s"
        .formatted(process.exitValue(), last.map(line -> ": " + line.strip()).orElse(""));
  }

  private static String read(InputStream output) throws IOException {
    return new String(output.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
  }
}
