package uk.org.rmatool.ocr.tesseract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import uk.org.rmatool.service.work.Confinement;
import uk.org.rmatool.service.work.WorkDirectory;

/** Runs a program confined, in a folder of its own that goes with it, and never for too long. */
final class Runner implements AutoCloseable {
  private static final int MAX_ERRORS = 64 * 1024;

  /** What a program that has ended has said is read at once. */
  private static final Duration REST = Duration.ofSeconds(5);

  /** The kernel ends processes with the thread that started them: this one stays. */
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("starter").factory());

  private final Confinement confinement;
  private final WorkDirectory work;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  Runner(Confinement confinement, WorkDirectory work) {
    this.confinement = confinement;
    this.work = work;
  }

  /** How a run ended; output that is too long is cut, and then its status is not 0. */
  record Run(int status, boolean timedOut, String output, String errors) {}

  Run run(List<String> command, int maxOutput, Duration limit)
      throws IOException, InterruptedException {
    var scratch = work.newScratch();
    try {
      var process = start(command, scratch);
      running.add(process);
      try {
        process.getOutputStream().close();
        var output = read(process, process.getInputStream(), maxOutput);
        var errors = read(process, process.getErrorStream(), MAX_ERRORS);
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        kill(process);
        return new Run(process.waitFor(), !ended, rest(output), rest(errors));
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("A program's output cannot be read.", e);
      } finally {
        kill(process);
        process.destroyForcibly(); // closes its pipes
        running.remove(process);
      }
    } finally {
      WorkDirectory.deleteTree(scratch);
    }
  }

  private Process start(List<String> command, Path scratch)
      throws IOException, InterruptedException {
    try {
      return starter.submit(() -> confinement.child(command, scratch).start()).get();
    } catch (ExecutionException e) {
      throw new IOException("%s does not start".formatted(command.getFirst()), e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IOException("the service is stopping", e);
    }
  }

  /** All of it up to the limit; a program that says more is ended. */
  private static CompletableFuture<String> read(Process process, InputStream from, int max) {
    var text = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (from) {
                byte[] bytes = from.readNBytes(max + 1);
                if (bytes.length > max) {
                  kill(process);
                }
                text.complete(new String(bytes, 0, Math.min(bytes.length, max), UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }

  private static String rest(CompletableFuture<String> output)
      throws InterruptedException, ExecutionException, TimeoutException {
    return output.get(REST.toSeconds(), TimeUnit.SECONDS);
  }

  /** What it has said can be read still. */
  private static void kill(Process process) {
    var handle = process.toHandle();
    handle.descendants().forEach(ProcessHandle::destroyForcibly);
    handle.destroyForcibly();
  }

  @Override
  public void close() {
    running.forEach(Runner::kill);
    starter.shutdown();
  }
}
