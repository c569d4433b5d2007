package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Asks NVIDIA's tool for the GPUs. Its output is not promised to be stable, so whatever is not
 * understood is left out; a tool that is missing, fails or hangs means no GPUs, never an error.
 */
@Component
class NvidiaSmi {
  private static final Logger LOG = System.getLogger(NvidiaSmi.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_OUTPUT_BYTES = 64 * 1024;
  private static final int MAX_GPUS = 64;
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,12}(\\.\\d{1,6})?)( ?(MiB|%))?");

  private final Commands commands;
  private final Duration timeout;

  @Inject
  NvidiaSmi(Commands commands) {
    this(commands, TIMEOUT);
  }

  NvidiaSmi(Commands commands, Duration timeout) {
    this.commands = commands;
    this.timeout = timeout;
  }

  /** The GPUs that answer now, none if there is no way to tell. Takes up to five seconds. */
  List<Gpu> query() {
    return commands.find("nvidia-smi").map(this::run).map(NvidiaSmi::parse).orElse(List.of());
  }

  private String run(Path tool) {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  tool.toString(),
                  "--query-gpu=name,memory.total,driver_version,uuid,utilization.gpu",
                  "--format=csv,noheader,nounits")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return none("it cannot be started: " + e.getMessage());
    }
    try {
      process.getOutputStream().close();
      var output = new FutureTask<>(() -> read(process.getInputStream()));
      Thread.ofPlatform().daemon().name("nvidia-smi output").start(output);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return none("it gave no answer within " + timeout.toMillis() + " ms");
      }
      if (process.exitValue() != 0) {
        return none("it ended with status " + process.exitValue());
      }
      return output.get(1, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      return none("its output cannot be read: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String none(String reason) {
    LOG.log(Level.WARNING, () -> "nvidia-smi is there but told of no GPUs. reason=" + reason);
    return "";
  }

  private static String read(InputStream output) throws IOException {
    return new String(output.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
  }

  /** Reads the tool's lines, <code>name, memory, driver, uuid, utilization</code>. */
  static List<Gpu> parse(String csv) {
    return csv.lines().limit(MAX_GPUS).flatMap(line -> parseLine(line).stream()).toList();
  }

  private static Optional<Gpu> parseLine(String line) {
    var columns = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    var memory = number(columns, 1);
    var uuid = text(columns, 3);
    var named = uuid.filter(id -> id.startsWith("GPU-") || id.startsWith("MIG-")).isPresent();
    if (memory.isEmpty() && !named) {
      return Optional.empty(); // a message, not a GPU
    }
    return Optional.of(
        new Gpu(
            text(columns, 0).orElse("unknown"),
            memory.isPresent()
                ? OptionalLong.of((long) memory.getAsDouble())
                : OptionalLong.empty(),
            text(columns, 2),
            uuid,
            share(number(columns, 4))));
  }

  private static Optional<String> text(List<String> columns, int index) {
    return Optional.of(index < columns.size() ? columns.get(index) : "")
        .filter(text -> !text.isEmpty() && !text.startsWith("["));
  }

  private static OptionalDouble number(List<String> columns, int index) {
    var matcher = NUMBER.matcher(index < columns.size() ? columns.get(index) : "");
    return matcher.matches()
        ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
        : OptionalDouble.empty();
  }

  private static OptionalDouble share(OptionalDouble percent) {
    return percent.isPresent()
        ? OptionalDouble.of(Math.min(1, percent.getAsDouble() / 100))
        : percent;
  }
}
