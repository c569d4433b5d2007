package uk.org.rmatool.worker.hardware;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** What the operator says about the machine. */
@Component
public class HardwareConfig {
  private final Optional<WorkerType> type;
  private final String searchPath;
  private final Optional<Path> data;

  /**
   * Read at start.
   *
   * @param type what the worker is for: gpu, cpu, storage or edge; auto decides between gpu and cpu
   *     by what is there
   * @param searchPath folders where commands are looked for, separated by colons: the process's own
   *     PATH
   * @param data the folder of the services' data, which the disk is measured in; without one it is
   *     in the state folder
   */
  @Inject
  public HardwareConfig(
      @ConfigProperty(name = "worker.type", defaultValue = "auto") String type,
      @ConfigProperty(name = "PATH", defaultValue = "/usr/local/bin:/usr/bin:/bin")
          String searchPath,
      @ConfigProperty(name = "data.dir") Optional<String> data) {
    this.type = parse(type);
    this.searchPath = searchPath;
    this.data = data.map(folder -> Path.of(folder).toAbsolutePath().normalize());
  }

  /** Without a data folder of its own. */
  HardwareConfig(String type, String searchPath) {
    this(type, searchPath, Optional.empty());
  }

  Optional<Path> data() {
    return data;
  }

  Optional<WorkerType> type() {
    return type;
  }

  String searchPath() {
    return searchPath;
  }

  private static Optional<WorkerType> parse(String text) {
    var word = text.strip().toUpperCase(Locale.ROOT);
    if (word.equals("AUTO")) {
      return Optional.empty();
    }
    try {
      return Optional.of(WorkerType.valueOf(word));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "WORKER_TYPE '%s' is none of auto, gpu, cpu, storage and edge.".formatted(text), e);
    }
  }
}
