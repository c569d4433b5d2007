package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final long KB = 1024;

  /** Linux, proc_pid_smaps(5). */
  private static final Pattern PROPORTIONAL = Pattern.compile("Pss: +(\\d{1,15}) kB");

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

  /** Memory in bytes that a process takes, its part of what it shares; 0 when it has ended. */
  public long memoryBytes(ProcessHandle process) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"))) {
      return lines
          .map(PROPORTIONAL::matcher)
          .filter(Matcher::matches)
          .mapToLong(it -> Long.parseLong(it.group(1)) * KB)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      // Another system, or it has ended: then that is not known either.
      var found = system.getOperatingSystem().getProcess((int) process.pid());
      return found == null ? 0 : found.getResidentMemory();
    }
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
