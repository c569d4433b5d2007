package uk.org.rmatool.worker.hardware;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Asks NVIDIA's tool for the GPUs. Its output is not promised to be stable, so whatever is not
 * understood is left out.
 */
final class NvidiaSmi {
  private static final int MAX_GPUS = 64;
  private static final int MAX_PROCESSES = 1_000;
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,12}(\\.\\d{1,6})?)( ?(MiB|%))?");

  /** <code>  MIG 1g.5gb     Device  0: (UUID: MIG-...)</code>, below its GPU's line. */
  private static final Pattern MIG =
      Pattern.compile("\\s+MIG (\\S*?(\\d{1,4})gb\\S*)\\s+Device.*\\(UUID: (MIG-[^)]+)\\).*");

  private static final Pattern GPU_LINE = Pattern.compile("GPU \\d+: .*\\(UUID: (GPU-[^)]+)\\).*");
  private static final int MB_PER_GB = 1024;

  private NvidiaSmi() {}

  /** The GPUs that answer now, or why there are none. */
  static GpuTool.Answer query(Path tool, Duration timeout) {
    var command =
        List.of(
            tool.toString(),
            "--query-gpu=name,memory.total,driver_version,uuid,utilization.gpu",
            "--format=csv,noheader,nounits");
    return switch (ToolOutput.of(command, timeout)) {
      case ToolOutput.Nothing(var reason) -> new GpuTool.Answer(List.of(), reason);
      case ToolOutput.Text(var csv) -> {
        var gpus = parse(csv);
        yield new GpuTool.Answer(gpus, gpus.isEmpty() ? "it lists no GPU" : "");
      }
    };
  }

  /** What each process takes of each GPU's memory, as far as the tool tells. */
  static List<GpuProcess> processes(Path tool, Duration timeout) {
    var command =
        List.of(
            tool.toString(),
            "--query-compute-apps=gpu_uuid,pid,used_gpu_memory",
            "--format=csv,noheader,nounits");
    return ToolOutput.of(command, timeout) instanceof ToolOutput.Text(var csv)
        ? csv.lines().limit(MAX_PROCESSES).flatMap(line -> process(line).stream()).toList()
        : List.of();
  }

  private static Optional<GpuProcess> process(String line) {
    var columns = columns(line);
    var gpu = text(columns, 0);
    var pid = number(columns, 1);
    var memory = number(columns, 2);
    return gpu.isPresent() && pid.isPresent() && memory.isPresent()
        ? Optional.of(
            new GpuProcess(gpu.get(), (long) pid.getAsDouble(), (long) memory.getAsDouble()))
        : Optional.empty();
  }

  /** The same GPUs, those that are divided by MIG as the instances that programs see. */
  static List<Gpu> divided(Path tool, Duration timeout, List<Gpu> gpus) {
    return ToolOutput.of(List.of(tool.toString(), "-L"), timeout) instanceof ToolOutput.Text(var it)
        ? divided(it, gpus)
        : gpus;
  }

  private static List<Gpu> divided(String listing, List<Gpu> gpus) {
    var divided = new ArrayList<>(gpus);
    Optional<Gpu> parent = Optional.empty();
    for (var line : listing.lines().limit(MAX_GPUS).toList()) {
      var gpu = GPU_LINE.matcher(line);
      var instance = MIG.matcher(line);
      if (gpu.matches()) {
        parent =
            gpus.stream()
                .filter(it -> it.uuid().filter(gpu.group(1)::equals).isPresent())
                .findFirst();
      } else if (instance.matches() && parent.isPresent()) {
        var whole = parent.get();
        divided.remove(whole);
        divided.add(
            new Gpu(
                whole.name() + " MIG " + instance.group(1),
                OptionalLong.of(Long.parseLong(instance.group(2)) * MB_PER_GB),
                whole.driver(),
                Optional.of(instance.group(3)),
                OptionalDouble.empty()));
      }
    }
    return divided;
  }

  /** Reads the tool's lines, <code>name, memory, driver, uuid, utilization</code>. */
  static List<Gpu> parse(String csv) {
    return csv.lines().limit(MAX_GPUS).flatMap(line -> parseLine(line).stream()).toList();
  }

  private static Optional<Gpu> parseLine(String line) {
    var columns = columns(line);
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

  private static List<String> columns(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
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
