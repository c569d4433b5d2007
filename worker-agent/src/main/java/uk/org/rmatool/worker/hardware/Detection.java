package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.state.StateFolder;

/**
 * Finds out what the machine has. A machine with a GPU that answers is a GPU worker, any other a
 * CPU worker; storage and edge are roles that an operator gives, no measurement makes a machine
 * one.
 */
@Component
public class Detection {
  private static final Logger LOG = System.getLogger(Detection.class.getName());
  private static final List<String> COMMANDS_THAT_MATTER =
      List.of(
          "tesseract",
          "redis-server",
          "postgres",
          "minio",
          "llama-server",
          "vllm",
          "docker",
          "podman",
          "cloudflared");

  private final Machine machine;
  private final NvidiaSmi nvidia;
  private final Commands commands;
  private final HardwareConfig config;
  private final StateFolder state;
  private final ReentrantLock once = new ReentrantLock();
  private @Nullable Hardware found;

  @Inject
  Detection(
      Machine machine,
      NvidiaSmi nvidia,
      Commands commands,
      HardwareConfig config,
      StateFolder state) {
    this.machine = machine;
    this.nvidia = nvidia;
    this.commands = commands;
    this.config = config;
    this.state = state;
  }

  /** What the machine has; looked up at the first call, which may take some seconds. */
  public Hardware hardware() {
    once.lock();
    try {
      if (found == null) {
        found = detect();
        var json = found.toJson();
        LOG.log(Level.INFO, () -> "The machine was looked at. capabilities=" + json);
      }
      return found;
    } finally {
      once.unlock();
    }
  }

  private Hardware detect() {
    var gpus = nvidia.query();
    var type = config.type().orElse(gpus.isEmpty() ? WorkerType.CPU : WorkerType.GPU);
    return new Hardware(
        machine.hostname(),
        System.getProperty("os.name", "unknown"),
        System.getProperty("os.arch", "unknown"),
        machine.cpuCores(),
        machine.cpuModel(),
        machine.memoryBytes(),
        freeDisk(),
        gpus,
        COMMANDS_THAT_MATTER.stream().filter(name -> commands.find(name).isPresent()).toList(),
        type);
  }

  private long freeDisk() {
    try {
      return Files.getFileStore(state.path()).getUsableSpace();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "Free disk space is not known and counts as none. reason=" + e);
      return 0;
    }
  }
}
