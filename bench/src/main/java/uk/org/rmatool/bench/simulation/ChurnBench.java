package uk.org.rmatool.bench.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;
import uk.org.rmatool.jkademlia.simulation.SimulatedWorker;
import uk.org.rmatool.jkademlia.simulation.World;

/** Whether all providers are found while a fifth of the workers is replaced in ten minutes. */
final class ChurnBench {
  private static final int WORKERS = 2_000;
  private static final int SERVICES = 10;
  private static final int SHARDS = Shards.forProviders(WORKERS / SERVICES);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration BETWEEN = TEN_MINUTES.dividedBy(WORKERS / 5);
  private static final int MINUTES = 15;

  private final World world;
  private final List<SimulatedWorker> there = new ArrayList<>();
  private int replaced;

  private ChurnBench(long seed) {
    world = new World(seed, Conditions.BAD);
  }

  static void run(long seed) {
    new ChurnBench(seed).measure();
  }

  private void measure() {
    var simulation = world.simulation();
    world.addNodes(WORKERS);
    for (int i = 0; i < WORKERS; i++) {
      there.add(world.addWorker(world.nodes().get(i), service(i), SHARDS));
      simulation.run(Duration.ofMillis(50));
    }
    simulation.every(BETWEEN, this::replaceOne);
    simulation.run(TEN_MINUTES);
    long datagrams = world.network().datagrams();
    long bytes = world.network().bytes();
    var censuses = new ArrayList<Census>();
    for (int minute = 0; minute < MINUTES; minute++) {
      var census = new Census(world, service(minute), SHARDS);
      census.take();
      censuses.add(census);
      simulation.run(Duration.ofSeconds(40));
    }
    int expected = censuses.stream().mapToInt(Census::expected).sum();
    int found = censuses.stream().mapToInt(Census::found).sum();
    var table =
        new Table(
            "workers",
            "replaced",
            "asked for",
            "found %",
            "listed after expiry",
            "listed after withdrawal",
            "datagrams a worker and second",
            "bytes a worker and second");
    double seconds = (double) MINUTES * 60 * WORKERS;
    table.row(
        WORKERS,
        replaced,
        expected,
        "%.3f".formatted(100.0 * found / expected),
        censuses.stream().mapToInt(Census::outlived).sum(),
        censuses.stream().mapToInt(Census::withdrawn).sum(),
        (world.network().datagrams() - datagrams) / seconds,
        (world.network().bytes() - bytes) / seconds);
  }

  /** One goes, every other time without a word, and another comes. */
  private void replaceOne() {
    var random = world.simulation().random();
    var leaving = there.remove(random.nextInt(there.size()));
    if (replaced % 2 == 0) {
      leaving.crash();
    } else {
      leaving.leave();
    }
    there.add(world.addWorker(world.addNode(), service(replaced), SHARDS));
    replaced++;
  }

  private static String service(int number) {
    return "service-" + number % SERVICES;
  }
}
