package uk.org.rmatool.bench.dht;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import uk.org.rmatool.bench.Commands;
import uk.org.rmatool.bench.Table;

/** {@code bench/dht}: measures a network of nodes in this process and prints a table. */
@Command(
    name = DhtBench.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Measure a network of DHT nodes on the loopback address, all in this process: sets and gets,",
      "and gets right after a fifth of the nodes were stopped. Nodes that hold a value themselves",
      "do not ask for it."
    })
public final class DhtBench implements Callable<Integer> {
  static final String NAME = "bench/dht";

  @Option(names = "--nodes", description = "how many nodes (${DEFAULT-VALUE})")
  int nodes = 200;

  @Option(names = "--values", description = "how many values are stored (${DEFAULT-VALUE})")
  int values = 2_000;

  @Option(names = "--seconds", description = "how long each rate is measured (${DEFAULT-VALUE})")
  int seconds = 10;

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new DhtBench(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (var network = new Network(nodes)) {
      var load = new Load(network, values);
      load.store();
      load.gets(32, 3); // warms up
      var table = new Table("", "at a time", "a second", "p50 ms", "p99 ms", "max ms", "not found");
      load.gets(1, seconds).row(table, "gets", 1);
      load.gets(32, seconds).row(table, "gets", 32);
      load.gets(128, seconds).row(table, "gets", 128);
      load.sets(32, seconds).row(table, "sets", 32);
      network.stop(nodes / 5);
      load.gets(32, seconds).row(table, "gets after a fifth was stopped", 32);
      load.each(32).row(table, "every value once, then", 32);
    }
    return 0;
  }
}
