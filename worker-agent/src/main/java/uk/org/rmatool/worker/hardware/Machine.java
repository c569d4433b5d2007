package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.NetworkIF;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The operating system's figures. Where a container is given less than its machine has, the
 * container's limit counts.
 */
@Component
public class Machine {
  private static final int MAX_INTERFACES = 20;

  private final SystemInfo system = new SystemInfo();
  private final CentralProcessor processor = system.getHardware().getProcessor();
  private final com.sun.management.OperatingSystemMXBean container =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  @Inject
  public Machine() {}

  /** The host's name, as the machine itself knows it. */
  public String hostname() {
    var name = system.getOperatingSystem().getNetworkParams().getHostName();
    return name.isBlank() ? "localhost" : name;
  }

  String cpuModel() {
    return processor.getProcessorIdentifier().getName().strip();
  }

  /** Processors that this process may use: a container's limit and an affinity count. */
  int cpuCores() {
    return Math.min(allCpuCores(), Runtime.getRuntime().availableProcessors());
  }

  int allCpuCores() {
    return processor.getLogicalProcessorCount();
  }

  /** Memory that this process may use: a container's limit counts. */
  long memoryBytes() {
    return Math.min(allMemoryBytes(), container.getTotalMemorySize());
  }

  long allMemoryBytes() {
    return system.getHardware().getMemory().getTotal();
  }

  /** Network interfaces that are up; loopback is left out. */
  List<Hardware.Interface> network() {
    return system.getHardware().getNetworkIFs(false).stream()
        .filter(it -> it.getIfOperStatus() == NetworkIF.IfOperStatus.UP)
        .map(it -> new Hardware.Interface(it.getName(), Math.max(0, it.getSpeed())))
        .limit(MAX_INTERFACES)
        .toList();
  }

  long availableMemoryBytes() {
    var available = system.getHardware().getMemory().getAvailable();
    var limited = container.getTotalMemorySize() < system.getHardware().getMemory().getTotal();
    return limited ? Math.min(available, container.getFreeMemorySize()) : available;
  }

  /** The processors' time so far, by what it was spent on. */
  long[] cpuTicks() {
    return processor.getSystemCpuLoadTicks();
  }

  /** Share of the processors' time in use since those ticks, 0 to 1. */
  double cpuLoadSince(long[] ticks) {
    var load = processor.getSystemCpuLoadBetweenTicks(ticks);
    return Double.isFinite(load) ? Math.clamp(load, 0, 1) : 0;
  }
}
