package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.platform.wiring.Component;

/**
 * How busy this machine is. Calls are counted by their peak between two readings, so that short
 * work between two heartbeats is seen; processors by their share over that time.
 */
@Component
public class LoadMeter {
  /** Over less time a processor share says nothing; the last one is told again. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Machine machine;
  private final GpuTool gpuTool;
  private final Detection detection;
  private final Clock clock;
  private final AtomicInteger peak = new AtomicInteger();

  private long[] ticks;
  private Instant ticksAt;
  private double cpu;

  /**
   * One reading.
   *
   * @param cpu share of the processors' time in use, 0 to 1
   * @param availableMemory free memory, such as <code>12.3GB</code>
   * @param activeRequests most service calls at once since the last reading
   * @param gpuUtilization share of the busiest GPU in use, 0 to 1, 0 without one
   */
  public record Load(
      double cpu, String availableMemory, int activeRequests, double gpuUtilization) {}

  @Inject
  LoadMeter(Machine machine, GpuTool gpuTool, Detection detection, Clock clock) {
    this.machine = machine;
    this.gpuTool = gpuTool;
    this.detection = detection;
    this.clock = clock;
    this.ticks = machine.cpuTicks();
    this.ticksAt = clock.instant();
  }

  /** A service call began and that many are being served now. Called from any thread. */
  public void callBegan(int inFlight) {
    peak.accumulateAndGet(inFlight, Math::max);
  }

  /** Reads the load since the last reading. */
  public synchronized Load read(int inFlight) {
    var now = clock.instant();
    if (Duration.between(ticksAt, now).compareTo(SHORTEST) >= 0) {
      cpu = machine.cpuLoadSince(ticks);
      ticks = machine.cpuTicks();
      ticksAt = now;
    }
    return new Load(
        cpu,
        Hardware.gigabytes(machine.availableMemoryBytes()),
        Math.max(peak.getAndSet(inFlight), inFlight),
        gpuUtilization());
  }

  private double gpuUtilization() {
    if (detection.hardware().gpus().isEmpty()) {
      return 0;
    }
    return gpuTool.query().gpus().stream()
        .flatMapToDouble(gpu -> gpu.utilization().stream())
        .max()
        .orElse(0);
  }
}
