package uk.org.rmatool.bench.dataplane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen; the defaults are those of docs/performance.md. */
final class DataPlaneOptions {
  @Option(names = "--rounds", description = "of requests (default: ${DEFAULT-VALUE})")
  int rounds = 2;

  @Option(
      names = "--seconds",
      description = "of each round, and of each kind of body (default: ${DEFAULT-VALUE})")
  int seconds = 2;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "at most, if the rate does not become steady (default: ${DEFAULT-VALUE})")
  int warmUpSeconds = 40;

  @Option(names = "--streams", description = "open at once (default: ${DEFAULT-VALUE})")
  int streams = 1_000;

  @Option(
      names = "--stream-seconds",
      description = "how long streams last (default: ${DEFAULT-VALUE})")
  int streamSeconds = 60;

  @Option(names = "--events", description = "a second on each stream (default: ${DEFAULT-VALUE})")
  int eventsPerSecond = 5;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "further settings of router and coordinator")
  Map<String, String> settings = new HashMap<>();

  @Option(
      names = "--route",
      paramLabel = "NAME",
      description = "only this one, such as coordinator (requests; may be given again)")
  List<String> routes = new ArrayList<>();

  @Option(
      names = "--concurrency",
      split = ",",
      description = "of requests (default: ${DEFAULT-VALUE})")
  List<Integer> concurrencies = List.of(1, 32, 128);

  @Option(
      names = "--record",
      paramLabel = "FOLDER",
      description = "write flight recordings of our servers at concurrency 32 there (requests)")
  @Nullable Path recordings;

  /** Whether a route was chosen; all are if none is named. */
  boolean takes(Route route) {
    return routes.isEmpty() || routes.contains(route.name());
  }

  Duration round() {
    return Duration.ofSeconds(seconds);
  }

  /** Where to write flight recordings, if they are wanted. */
  Optional<Path> recordings() {
    return Optional.ofNullable(recordings);
  }
}
