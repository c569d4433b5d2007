package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bench/registry}: measures the registry and prints tables for docs/performance.md. */
@Command(
    name = RegistryBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measure the registry on servers of its own, which are ended again.",
      "The load generator, servers and databases share this machine."
    })
public final class RegistryBench implements Callable<Integer> {
  static final String NAME = "bench/registry";

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

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new RegistryBench(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    var root = Path.of(System.getProperty("rma.root", "."));
    for (var measurement : Commands.chosen(MEASUREMENTS, names)) {
      measurement.run(root, options);
    }
    return 0;
  }
}
