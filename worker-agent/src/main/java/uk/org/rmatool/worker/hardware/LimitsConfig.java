package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.OptionalLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** The most of the machine that its owner gives; 0 is all of it. */
@Component
public class LimitsConfig {
  private static final long MB = 1024 * 1024;
  private static final long BYTES_PER_MBIT = 1_000_000 / 8;

  private final int cpus;
  private final long memoryMb;
  private final long diskMb;
  private final long gpuMemoryMb;
  private final int bandwidthMbit;

  /**
   * Read at start.
   *
   * @param cpus processors
   * @param memoryMb memory of all services together in MiB
   * @param diskMb what the services' data may take on disk in MiB
   * @param gpuMemoryMb memory of one GPU in MiB
   * @param bandwidthMbit what bodies of service calls may take of the network, both ways together,
   *     in Mbit/s
   */
  @Inject
  public LimitsConfig(
      @ConfigProperty(name = "worker.max.cpus", defaultValue = "0") int cpus,
      @ConfigProperty(name = "worker.max.memory.mb", defaultValue = "0") long memoryMb,
      @ConfigProperty(name = "worker.max.disk.mb", defaultValue = "0") long diskMb,
      @ConfigProperty(name = "worker.max.gpu.memory.mb", defaultValue = "0") long gpuMemoryMb,
      @ConfigProperty(name = "worker.max.bandwidth.mbit", defaultValue = "0") int bandwidthMbit) {
    this.cpus = (int) checked("WORKER_MAX_CPUS", cpus);
    this.memoryMb = checked("WORKER_MAX_MEMORY_MB", memoryMb);
    this.diskMb = checked("WORKER_MAX_DISK_MB", diskMb);
    this.gpuMemoryMb = checked("WORKER_MAX_GPU_MEMORY_MB", gpuMemoryMb);
    this.bandwidthMbit = (int) checked("WORKER_MAX_BANDWIDTH_MBIT", bandwidthMbit);
  }

  /** Processors that all services together may use; 0 is all. */
  public int cpus() {
    return cpus;
  }

  /** Memory in MiB that all services together may take; 0 is all. */
  public long memoryMb() {
    return memoryMb;
  }

  /** Space on disk in MiB that services may take; 0 is all. */
  public long diskMb() {
    return diskMb;
  }

  /** Memory in MiB of each GPU that all services together may take; 0 is all. */
  public long gpuMemoryMb() {
    return gpuMemoryMb;
  }

  int cpus(int there) {
    return cpus == 0 ? there : Math.min(cpus, there);
  }

  long memoryBytes(long there) {
    return memoryMb == 0 ? there : Math.min(memoryMb * MB, there);
  }

  OptionalLong diskBytes() {
    return diskMb == 0 ? OptionalLong.empty() : OptionalLong.of(diskMb * MB);
  }

  OptionalLong givenGpuMemoryMb() {
    return gpuMemoryMb == 0 ? OptionalLong.empty() : OptionalLong.of(gpuMemoryMb);
  }

  /** Bytes of service calls that may pass in a second; 0 is all. */
  public long bytesPerSecond() {
    return bandwidthMbit * BYTES_PER_MBIT;
  }

  /** What the owner said, as it is announced; empty when nothing was. */
  JsonObject toJson() {
    var json = Json.createObjectBuilder();
    add(json, "cpus", cpus);
    add(json, "memory_mb", memoryMb);
    add(json, "disk_mb", diskMb);
    add(json, "gpu_memory_mb", gpuMemoryMb);
    add(json, "bandwidth_mbit", bandwidthMbit);
    return json.build();
  }

  private static void add(JsonObjectBuilder json, String name, long value) {
    if (value > 0) {
      json.add(name, value);
    }
  }

  private static long checked(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("%s '%d' must not be negative.".formatted(name, value));
    }
    return value;
  }
}
