package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Asks the vendors' tools for the GPUs. A tool that is missing means that there are none; one that
 * fails or hangs, that they cannot be used now, and why.
 */
@Component
class GpuTool {
  private static final Logger LOG = System.getLogger(GpuTool.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  static final String NVIDIA = "nvidia-smi";
  static final String AMD = "rocm-smi";

  private final Commands commands;
  private final Duration timeout;

  /** What each tool complained of last: it is asked again and again, and warned of once. */
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  /**
   * What a tool said.
   *
   * @param gpus the GPUs that answer
   * @param problem why there are none although there is a tool; else empty
   */
  record Answer(List<Gpu> gpus, String problem) {
    Answer {
      gpus = List.copyOf(gpus);
    }
  }

  @Inject
  GpuTool(Commands commands) {
    this(commands, TIMEOUT);
  }

  GpuTool(Commands commands, Duration timeout) {
    this.commands = commands;
    this.timeout = timeout;
  }

  /** The GPUs with what is constant about them. */
  Answer look() {
    var answer = query();
    var nvidia = commands.find(NVIDIA);
    return nvidia.isPresent() && !answer.gpus().isEmpty()
        ? new Answer(NvidiaSmi.divided(nvidia.get(), timeout, answer.gpus()), "")
        : answer;
  }

  /** The GPUs that answer now. Takes up to five seconds for each tool. */
  Answer query() {
    var nvidia = commands.find(NVIDIA);
    var answer =
        nvidia
            .map(tool -> named(NVIDIA, NvidiaSmi.query(tool, timeout)))
            .orElse(new Answer(List.of(), ""));
    var amd = commands.find(AMD);
    return answer.gpus().isEmpty() && amd.isPresent()
        ? named(AMD, RocmSmi.query(amd.get(), timeout))
        : answer;
  }

  /** What each process takes of each GPU's memory; nothing where no tool tells. */
  List<GpuProcess> processes() {
    return commands.find(NVIDIA).map(tool -> NvidiaSmi.processes(tool, timeout)).orElse(List.of());
  }

  private Answer named(String tool, Answer answer) {
    if (!answer.gpus().isEmpty()) {
      problems.remove(tool);
      return answer;
    }
    var before = problems.put(tool, answer.problem());
    LOG.log(
        answer.problem().equals(before) ? Level.DEBUG : Level.WARNING,
        () -> "%s is there but told of no GPUs. reason=%s".formatted(tool, answer.problem()));
    return new Answer(List.of(), tool + ": " + answer.problem());
  }
}
