package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.cli.console.Failure;

/** {@code bench/registry}: measures the registry and prints tables for docs/performance.md. */
@Command(
    name = "bench/registry",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the registry on servers of its own, which are ended again.",
      "The load generator, servers and databases share this machine."
    })
public final class RegistryBench implements Callable<Integer> {
  /** Makes a measurement. */
  @FunctionalInterface
  private interface Run {
    void run(Path root, BenchOptions options) throws Exception;
  }

  private static final Map<String, Run> MEASUREMENTS = new LinkedHashMap<>();

  static {
    MEASUREMENTS.put("registration", RegistrationBench::run);
    MEASUREMENTS.put("heartbeat", HeartbeatBench::run);
    MEASUREMENTS.put("reads", ReadsBench::run);
    MEASUREMENTS.put("memory", MemoryBench::run);
    MEASUREMENTS.put("failover", FailoverBench::run);
    MEASUREMENTS.put("outage", OutageBench::run);
  }

  @Parameters(
      paramLabel = "MEASUREMENT",
      description =
          "registration, heartbeat, reads, memory, failover, outage; or all, which is the default")
  List<String> names = new ArrayList<>();

  @Mixin BenchOptions options = new BenchOptions();

  private final String commandLine;

  private RegistryBench(String... arguments) {
    commandLine = "bench/registry " + String.join(" ", arguments);
  }

  public static void main(String[] arguments) {
    var command =
        new CommandLine(new RegistryBench(arguments))
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  if (failure instanceof Failure known) {
                    System.err.println("bench/registry: " + known.sentence());
                    return known.exitCode();
                  }
                  throw failure;
                });
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    var root = Path.of(System.getProperty("rma.root", "."));
    System.out.printf(
        "%s%nmachine: %d cores, %d GB, JDK %s%n",
        commandLine.strip(),
        Runtime.getRuntime().availableProcessors(),
        Cpu.machineGigabytes(),
        Runtime.version());
    for (var measurement : chosen()) {
      measurement.run(root, options);
    }
    return 0;
  }

  private Collection<Run> chosen() {
    if (names.isEmpty() || names.contains("all")) {
      return MEASUREMENTS.values();
    }
    return names.stream().map(RegistryBench::measurement).toList();
  }

  private static Run measurement(String name) {
    var measurement = MEASUREMENTS.get(name);
    if (measurement == null) {
      throw new Failure("there is no measurement '" + name + "'; see --help", Failure.USAGE, null);
    }
    return measurement;
  }
}
