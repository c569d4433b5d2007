package uk.org.rmatool.bench.dataplane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.bench.Commands;

/** {@code bench/dataplane}: measures service traffic and prints tables for docs/performance.md. */
@Command(
    name = DataPlaneBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measure service traffic: one upstream called directly, through nginx and HAProxy where they",
      "are installed, through a coordinator, and through router and coordinator. All of them are",
      "processes of its own on the loopback address, which are ended again; they and the load",
      "generator share this machine."
    })
public final class DataPlaneBench implements Callable<Integer> {
  static final String NAME = "bench/dataplane";

  /** Makes a measurement. */
  @FunctionalInterface
  private interface Run {
    void run(Scene scene, DataPlaneOptions options) throws Exception;
  }

  private static final Map<String, Run> MEASUREMENTS = new LinkedHashMap<>();

  static {
    MEASUREMENTS.put("requests", RequestsBench::run);
    MEASUREMENTS.put("bodies", BodiesBench::run);
    MEASUREMENTS.put("memory", MemoryBench::run);
    MEASUREMENTS.put("streams", StreamsBench::run);
  }

  @Parameters(
      paramLabel = "MEASUREMENT",
      description = {
        "requests (rates, latencies and CPU time of 100-byte answers), bodies (MB/s),",
        "memory (after 100 MiB bodies), streams (server-sent events); or all, which is the default"
      })
  List<String> names = new ArrayList<>();

  @Mixin DataPlaneOptions options = new DataPlaneOptions();

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new DataPlaneBench(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    for (var measurement : Commands.chosen(MEASUREMENTS, names)) {
      try (var scene = new Scene(Path.of(System.getProperty("rma.root", ".")), options.settings)) {
        measurement.run(scene, options);
      }
    }
    return 0;
  }
}
