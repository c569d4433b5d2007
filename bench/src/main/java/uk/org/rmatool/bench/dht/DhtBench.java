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

  private static final int WARM_UP = 3;

  @Option(names = "--nodes", description = "how many nodes (${DEFAULT-VALUE})")
  int nodes = 200;

  @Option(names = "--values", description = "how many values are stored (${DEFAULT-VALUE})")
  int values = 2_000;

  @Option(names = "--threads", description = "that the nodes share (${DEFAULT-VALUE})")
  int threads = 2;

  @Option(names = "--seconds", description = "how long each rate is measured (${DEFAULT-VALUE})")
  int seconds = 10;

  public static void main(String[] arguments) {
    System.exit(Commands.execute(NAME, new DhtBench(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (var network = new Network(nodes, threads)) {
      var plain = new Load(network, new DeployedPresences(), values);
      var signed = new Load(network, new SignedPresences(values), values);
      plain.store();
      signed.store();
      plain.gets(32, WARM_UP);
      signed.gets(32, WARM_UP);
      var table =
          new Table(
              "",
              "at a time",
              "a second",
              "p50 ms",
              "p99 ms",
              "max ms",
              "requests each",
              "CPU µs each",
              "wrong");
      plain.gets(1, seconds).row(table, "gets", 1);
      plain.gets(32, seconds).row(table, "gets", 32);
      plain.gets(128, seconds).row(table, "gets", 128);
      signed.gets(32, seconds).row(table, "gets of signed values", 32);
      plain.sets(16, seconds).row(table, "sets", 16);
      signed.sets(8, seconds).row(table, "sets of signed values", 8);
      network.stop(nodes / 5);
      plain.gets(32, seconds).row(table, "gets after a fifth was stopped", 32);
      plain.each(32).row(table, "every value once, then", 32);
      signed.each(32).row(table, "every signed value once, then", 32);
    }
    return 0;
  }
}
