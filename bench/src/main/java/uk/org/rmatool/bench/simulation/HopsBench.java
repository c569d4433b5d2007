package uk.org.rmatool.bench.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.node.Outcome;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;
import uk.org.rmatool.jkademlia.simulation.World;

/** How many steps away a value is in networks of several sizes. */
final class HopsBench {
  private static final int VALUES = 100;
  private static final int LOOKUPS = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private HopsBench() {}

  static void run(long seed) {
    var table =
        new Table(
            "nodes",
            "mean hops",
            "most hops",
            "requests a look-up",
            "found of " + LOOKUPS,
            "nodes known to each");
    for (int nodes : new int[] {100, 1_000, 10_000}) {
      measure(table, nodes, seed);
    }
  }

  private static void measure(Table table, int nodes, long seed) {
    var world = new World(seed, Conditions.BAD);
    var simulation = world.simulation();
    world.addNodes(nodes);
    for (int i = 0; i < VALUES; i++) {
      world.anyNode().set(key(i), new Value.Int(i), stored -> {});
      simulation.run(Duration.ofMillis(200));
    }
    simulation.run(Duration.ofSeconds(10));
    List<Outcome.Got> got = new ArrayList<>();
    for (int i = 0; i < LOOKUPS; i++) {
      world.anyNode().get(key(i % VALUES), 1, got::add);
      simulation.run(PAUSE);
    }
    simulation.run(Duration.ofMinutes(1));
    // What the asker held itself is no look-up.
    var looked = got.stream().filter(one -> !one.steps().isEmpty()).toList();
    table.row(
        nodes,
        looked.stream().mapToInt(Outcome.Got::hops).average().orElse(0),
        looked.stream().mapToInt(Outcome.Got::hops).max().orElse(0),
        looked.stream().mapToInt(one -> one.steps().size()).average().orElse(0),
        got.stream().filter(one -> one.value().isPresent()).count(),
        world.nodes().stream().mapToInt(node -> node.peers()).average().orElse(0));
  }

  private static Key key(int number) {
    return Key.named("value-" + number);
  }
}
