package uk.org.rmatool.bench.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.bench.Commands;

/** {@code bench/dht-simulation}: measures simulated networks and prints tables. */
@Command(
    name = SimulationBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measure simulated networks of DHT nodes: latency one way is 10 to 80 ms, 5 % of datagrams",
      "are lost, 2 % come twice, 2 % late. The same seed gives the same figures."
    })
public final class SimulationBench implements Callable<Integer> {
  static final String NAME = "bench/dht-simulation";

  private static final Map<String, LongConsumer> MEASUREMENTS = new LinkedHashMap<>();

  static {
    MEASUREMENTS.put("hops", HopsBench::run);
    MEASUREMENTS.put("publishers", PublishersBench::run);
    MEASUREMENTS.put("churn", ChurnBench::run);
  }

  @Parameters(
      paramLabel = "MEASUREMENT",
      description = {
        "hops (steps of a look-up in 100, 1,000 and 10,000 nodes), publishers (40 at once), churn",
        "(2,000 workers of whom a fifth is replaced in ten minutes); or all, which is the default"
      })
  List<String> names = new ArrayList<>();

  @Option(names = "--seed", description = "what chance follows from (${DEFAULT-VALUE})")
  long seed = 1;

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new SimulationBench(), arguments));
  }

  @Override
  public Integer call() {
    Commands.chosen(MEASUREMENTS, names).forEach(measurement -> measurement.accept(seed));
    return 0;
  }
}
