package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import uk.org.rmatool.platform.wiring.Component;

/** Where each figure of {@link Detection} comes from, in a sentence each. */
@Component
public class Evidence {
  private final Detection detection;
  private final Commands commands;
  private final HardwareConfig config;
  private final ControlGroup group = new ControlGroup();

  @Inject
  public Evidence(Detection detection, Commands commands, HardwareConfig config) {
    this.detection = detection;
    this.commands = commands;
    this.config = config;
  }

  /** A sentence each for <code>worker_type, cpu, memory, disk, network, gpu, commands</code>. */
  public JsonObject toJson() {
    var hardware = detection.hardware();
    return Json.createObjectBuilder()
        .add("worker_type", type(hardware))
        .add("cpu", cpu(hardware))
        .add("memory", memory(hardware))
        .add("disk", disk())
        .add("network", "as the operating system lists what is up, without loopback")
        .add("gpu", gpu(hardware))
        .add("commands", "looked for in " + commands.path())
        .build();
  }

  private String type(Hardware hardware) {
    return config
        .type()
        .map(type -> "WORKER_TYPE=%s says so".formatted(type.wireName()))
        .orElse(
            hardware.gpus().isEmpty()
                ? "WORKER_TYPE is auto and no GPU answers"
                : "WORKER_TYPE is auto and a GPU answers");
  }

  private String cpu(Hardware hardware) {
    return "the operating system tells of %d; this process may run on %s; %s%s"
        .formatted(hardware.allCores(), allowed(), group.cpus(), given(hardware, "cpus"));
  }

  private String memory(Hardware hardware) {
    return "the operating system tells of %s; %s%s"
        .formatted(
            Hardware.gigabytes(hardware.allMemoryBytes()),
            group.memory(),
            given(hardware, "memory_mb"));
  }

  private static String given(Hardware hardware, String limit) {
    var value = hardware.ownerLimits().getInt(limit, 0);
    return value == 0 ? "" : "; its owner gives %d (%s)".formatted(value, limit);
  }

  /** The processors that sched_setaffinity(2) leaves, as Linux writes them. */
  private static String allowed() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> "processors " + line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("any");
    } catch (IOException e) {
      return "any";
    }
  }

  private String disk() {
    var data = detection.data();
    try {
      var folder = Detection.existing(data);
      var store = Files.getFileStore(folder);
      return "%s on %s (%s), %s of %s free%s"
          .formatted(
              data,
              store.name(),
              store.type(),
              Hardware.gigabytes(store.getUsableSpace()),
              Hardware.gigabytes(store.getTotalSpace()),
              given(detection.hardware(), "disk_mb"));
    } catch (IOException e) {
      return "%s cannot be asked: %s".formatted(data, e);
    }
  }

  private String gpu(Hardware hardware) {
    if (hardware.gpuProblem().isPresent()) {
      return hardware.gpuProblem().get();
    }
    return Stream.of(GpuTool.NVIDIA, GpuTool.AMD)
        .map(commands::find)
        .flatMap(Optional::stream)
        .findFirst()
        .map(tool -> tool + " lists " + hardware.gpus().size())
        .orElse("neither %s nor %s is there".formatted(GpuTool.NVIDIA, GpuTool.AMD));
  }
}
