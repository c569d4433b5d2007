package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this machine has, as far as this worker may use it.
 *
 * @param hostname its own name
 * @param os operating system, such as <code>Linux</code>
 * @param arch instruction set, such as <code>amd64</code>
 * @param cpuModel the processor's name
 * @param cpuCores logical processors that this worker may use
 * @param allCores logical processors of the machine
 * @param memoryBytes memory that this worker may use
 * @param allMemoryBytes memory of the machine
 * @param diskFreeBytes free space where the worker keeps its state
 * @param network its network interfaces
 * @param gpus its GPUs
 * @param gpuProblem why none answers although there is a tool for them
 * @param gpuMemoryLimitMb the most of a GPU's memory that its owner gives
 * @param commands programs on the PATH that services make use of
 * @param ownerLimits what its owner gives at most
 * @param type what it is for
 */
public record Hardware(
    String hostname,
    String os,
    String arch,
    String cpuModel,
    int cpuCores,
    int allCores,
    long memoryBytes,
    long allMemoryBytes,
    long diskFreeBytes,
    List<Interface> network,
    List<Gpu> gpus,
    Optional<String> gpuProblem,
    OptionalLong gpuMemoryLimitMb,
    List<String> commands,
    JsonObject ownerLimits,
    WorkerType type) {

  /**
   * A network interface that is up and no loopback.
   *
   * @param bitsPerSecond as it says itself; 0 when it does not
   */
  public record Interface(String name, long bitsPerSecond) {}

  public Hardware {
    network = List.copyOf(network);
    gpus = List.copyOf(gpus);
    commands = List.copyOf(commands);
  }

  /** The same, while GPUs do not answer for another reason. */
  Hardware withGpuProblem(String problem) {
    return new Hardware(
        hostname,
        os,
        arch,
        cpuModel,
        cpuCores,
        allCores,
        memoryBytes,
        allMemoryBytes,
        diskFreeBytes,
        network,
        gpus,
        Optional.of(problem),
        gpuMemoryLimitMb,
        commands,
        ownerLimits,
        type);
  }

  /** The largest GPU memory in MiB that may be used and is known; empty without one. */
  public OptionalLong gpuMemoryMb() {
    var largest = largestGpuMb();
    return largest.isPresent() && gpuMemoryLimitMb.isPresent()
        ? OptionalLong.of(Math.min(largest.getAsLong(), gpuMemoryLimitMb.getAsLong()))
        : largest;
  }

  /** The share of a GPU's memory that may be used, 0 to 1. */
  public double gpuShare() {
    var largest = largestGpuMb().orElse(0);
    return largest == 0 ? 1 : (double) gpuMemoryMb().orElse(largest) / largest;
  }

  private OptionalLong largestGpuMb() {
    return gpus.stream().flatMapToLong(gpu -> gpu.memoryMb().stream()).max();
  }

  /** What the machine says that it has, as a coordinator is told of it. */
  public JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("hostname", hostname)
            .add("os", os)
            .add("arch", arch)
            .add("cpu_cores", cpuCores)
            .add("cpu_cores_total", allCores)
            .add("cpu_model", cpuModel)
            .add("ram", gigabytes(memoryBytes))
            .add("ram_bytes", memoryBytes)
            .add("ram_total_bytes", allMemoryBytes)
            .add("disk_free_bytes", diskFreeBytes)
            .add("has_gpu", !gpus.isEmpty())
            .add("worker_type", type.wireName())
            .add("commands", Json.createArrayBuilder(commands));
    var interfaces = Json.createArrayBuilder();
    network.forEach(
        it ->
            interfaces.add(
                Json.createObjectBuilder()
                    .add("name", it.name())
                    .add("bits_per_second", it.bitsPerSecond())));
    json.add("network", interfaces);
    gpuProblem.ifPresent(problem -> json.add("gpu_problem", problem));
    if (!ownerLimits.isEmpty()) {
      json.add("owner_limits", ownerLimits);
    }
    if (!gpus.isEmpty()) {
      json.add("gpu_type", gpus.getFirst().name());
      gpuMemoryMb().ifPresent(mb -> json.add("gpu_memory_mb", mb));
      var list = Json.createArrayBuilder();
      gpus.forEach(gpu -> list.add(gpu.toJson()));
      json.add("gpus", list);
    }
    return json.build();
  }

  /**
   * The few that choosing a worker takes, with the names that deployed nodes read: what nodes are
   * sent that are not known is no longer than 1200 bytes.
   */
  public JsonObject summary() {
    var json =
        Json.createObjectBuilder()
            .add("worker_type", type.wireName())
            .add("cpu_cores", cpuCores)
            .add("ram", gigabytes(memoryBytes))
            .add("has_gpu", !gpus.isEmpty());
    if (!gpus.isEmpty()) {
      json.add("gpu_type", gpus.getFirst().name());
      gpuMemoryMb().ifPresent(mb -> json.add("gpu_memory_mb", mb));
    }
    return json.build();
  }

  /** Bytes as people read them, such as <code>23.4GB</code>. */
  static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1fGB", bytes / (1024.0 * 1024 * 1024));
  }
}
