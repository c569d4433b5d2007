package uk.org.rmatool.bench.simulation;

import java.time.Duration;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.jkademlia.records.Shards;
import uk.org.rmatool.jkademlia.simulation.Network.Conditions;
import uk.org.rmatool.jkademlia.simulation.World;

/** How many of 40 workers that publish one service at the same moment are listed. */
final class PublishersBench {
  private static final int PUBLISHERS = 40;

  private PublishersBench() {}

  static void run(long seed) {
    var table = new Table("nodes", "publishers at once", "listed");
    for (int nodes : new int[] {50, 200, 1_000}) {
      var world = new World(seed, Conditions.BAD);
      world.addNodes(nodes);
      int shards = Shards.forProviders(PUBLISHERS);
      for (int i = 0; i < PUBLISHERS; i++) {
        world.addWorker(world.nodes().get(i), "ocr", shards);
      }
      world.simulation().run(Duration.ofSeconds(30));
      var census = new Census(world, "ocr", shards);
      census.take();
      table.row(nodes, PUBLISHERS, census.found());
    }
  }
}
