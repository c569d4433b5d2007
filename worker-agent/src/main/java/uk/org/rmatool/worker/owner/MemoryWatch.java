package uk.org.rmatool.worker.owner;

import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.Machine;
import uk.org.rmatool.worker.launcher.Launcher;

/**
 * Keeps services to the memory of their recipes, and to what the owner gives to all of them
 * together, where no control group does, and to that of each GPU: as a kernel would, it ends the
 * service that takes too much, or most.
 */
@Component
class MemoryWatch {
  private static final long MB = 1024 * 1024;

  private final Machine machine;
  private final Detection detection;
  private final Launcher launcher;

  @Inject
  MemoryWatch(Machine machine, Detection detection, Launcher launcher) {
    this.machine = machine;
    this.detection = detection;
    this.launcher = launcher;
  }

  /** Looks at the machine's memory. */
  void look() {
    var given = detection.limits().memoryMb();
    var taken = new TreeMap<String, Long>();
    for (var it : launcher.present()) {
      var own = it.recipe().limits().memoryMb();
      if (!it.held() && (own > 0 || given > 0)) {
        var mb = it.processes().stream().mapToLong(machine::memoryBytes).sum() / MB;
        if (own > 0 && mb > own) {
          launcher.kill(
              it.service(),
              "was ended because it took %d MB of memory, of which its recipe gives %d MB"
                  .formatted(mb, own));
        } else {
          taken.put(it.service(), mb);
        }
      }
    }
    if (given > 0) {
      keep(taken, given, "memory", "WORKER_MAX_MEMORY_MB");
    }
  }

  /** Looks at the memory of the GPUs; takes up to five seconds. */
  void lookAtGpus() {
    var given = detection.limits().gpuMemoryMb();
    if (given == 0 || detection.hardware().gpus().isEmpty()) {
      return;
    }
    var services = new HashMap<Long, String>();
    launcher
        .present()
        .forEach(it -> it.processes().forEach(each -> services.put(each.pid(), it.service())));
    var taken = new TreeMap<String, Map<String, Long>>();
    for (var it : detection.gpuProcesses()) {
      var service = services.get(it.pid());
      if (service != null) {
        taken
            .computeIfAbsent(it.gpu(), gpu -> new TreeMap<>())
            .merge(service, it.memoryMb(), Long::sum);
      }
    }
    taken.forEach(
        (gpu, byService) -> keep(byService, given, "memory of " + gpu, "WORKER_MAX_GPU_MEMORY_MB"));
  }

  private void keep(Map<String, Long> taken, long given, String what, String setting) {
    var all = taken.values().stream().mapToLong(Long::longValue).sum();
    if (all > given) {
      taken.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .ifPresent(
              most ->
                  launcher.kill(
                      most.getKey(),
                      "was ended because it took %d MB of %s, and all services together %d MB of the %d MB that are given (%s)"
                          .formatted(most.getValue(), what, all, given, setting)));
    }
  }
}
