package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen; the defaults are those of docs/performance.md. */
final class BenchOptions {
  @Option(names = "--workers", description = "registered workers (default: ${DEFAULT-VALUE})")
  int workers = 100_000;

  @Option(names = "--rate", description = "heartbeats offered a second (default: ${DEFAULT-VALUE})")
  int rate = 10_000;

  @Option(
      names = "--seconds",
      description = "how long heartbeats and each round of reads last (default: ${DEFAULT-VALUE})")
  int seconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "WORKERS",
      description =
          "that register and leave again before registrations are measured (default:"
              + " ${DEFAULT-VALUE})")
  int warmUp = 5_000;

  @Option(names = "--connections", description = "to each server (default: ${DEFAULT-VALUE})")
  int connections = 64;

  @Option(names = "--ours", description = "of 100 workers, rma/2 (default: ${DEFAULT-VALUE})")
  int oursPercent = 50;

  @Option(names = "--signed", description = "of 100 of those, with a key (default: 0)")
  int signedPercent;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      description = "coordinator's -Xmx where there are many workers (default: ${DEFAULT-VALUE})")
  int heapMegabytes = 640;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "further settings of the servers")
  Map<String, String> settings = new HashMap<>();

  @Option(
      names = "--record",
      paramLabel = "FOLDER",
      description = "write a flight recording of each measurement there")
  @Nullable Path recordings;

  /** Where to write flight recordings, if they are wanted. */
  Optional<Path> recordings() {
    return Optional.ofNullable(recordings);
  }

  /** Settings of a coordinator with many workers. */
  Map<String, String> manyWorkers() {
    var all = new HashMap<String, String>();
    // A heap that is given whole at once needs fewer collections.
    all.put("JVM_ARGS", "-Xms%1$dm -Xmx%1$dm".formatted(heapMegabytes));
    all.put("MAX_WORKERS", Integer.toString(workers + workers / 5 + warmUp));
    all.putAll(settings);
    return all;
  }
}
