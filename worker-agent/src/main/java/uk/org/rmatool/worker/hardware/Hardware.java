package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What this machine has.
 *
 * @param hostname its own name
 * @param os operating system, such as <code>Linux</code>
 * @param arch instruction set, such as <code>amd64</code>
 * @param cpuCores logical processors that this worker may use
 * @param cpuModel the processor's name
 * @param memoryBytes memory that this worker may use
 * @param diskFreeBytes free space where the worker keeps its state
 * @param gpus its GPUs
 * @param commands programs on the PATH that services make use of
 * @param type what it is for
 */
public record Hardware(
    String hostname,
    String os,
    String arch,
    int cpuCores,
    String cpuModel,
    long memoryBytes,
    long diskFreeBytes,
    List<Gpu> gpus,
    List<String> commands,
    WorkerType type) {

  public Hardware {
    gpus = List.copyOf(gpus);
    commands = List.copyOf(commands);
  }

  /** The largest GPU memory in MiB that is known; empty without one. */
  public OptionalLong gpuMemoryMb() {
    return gpus.stream().flatMapToLong(gpu -> gpu.memoryMb().stream()).max();
  }

  /** The capabilities as a coordinator is told of them. */
  public JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("hostname", hostname)
            .add("os", os)
            .add("arch", arch)
            .add("cpu_cores", cpuCores)
            .add("cpu_model", cpuModel)
            .add("ram", gigabytes(memoryBytes))
            .add("ram_bytes", memoryBytes)
            .add("disk_free_bytes", diskFreeBytes)
            .add("has_gpu", !gpus.isEmpty())
            .add("worker_type", type.wireName())
            .add("commands", Json.createArrayBuilder(commands));
    if (!gpus.isEmpty()) {
      json.add("gpu_type", gpus.getFirst().name());
      gpuMemoryMb().ifPresent(mb -> json.add("gpu_memory_mb", mb));
      var list = Json.createArrayBuilder();
      gpus.forEach(gpu -> list.add(gpu.toJson()));
      json.add("gpus", list);
    }
    return json.build();
  }

  /** Bytes as people read them, such as <code>23.4GB</code>. */
  static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1fGB", bytes / (1024.0 * 1024 * 1024));
  }
}
