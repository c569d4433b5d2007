package uk.org.rmatool.bench.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import uk.org.rmatool.jkademlia.records.CertifiedId;
import uk.org.rmatool.jkademlia.records.RecordKey;
import uk.org.rmatool.jkademlia.simulation.SimulatedWorker;
import uk.org.rmatool.jkademlia.simulation.World;

/**
 * Has any nodes ask for all providers of a service, each for a shard, others for the presence of
 * each who is listed, and compares. Who goes while he asks is no reader: another one asks in his
 * place.
 */
final class Census {
  /** A worker must be found so long after it published first, and not so long after it withdrew. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private static final int OF_PRESENCE = 3;

  private final World world;
  private final String service;
  private final int shards;
  private int expected;
  private int found;
  private int outlived;
  private int withdrawn;

  Census(World world, String service, int shards) {
    this.world = world;
    this.service = service;
    this.shards = shards;
  }

  void take() {
    var simulation = world.simulation();
    Set<CertifiedId> listed = new HashSet<>();
    for (int shard = 0; shard < shards; shard++) {
      var key = new RecordKey.OfProviders(service, shard);
      world.read(
          key.point(),
          got ->
              got.value()
                  .ifPresent(
                      value ->
                          listed.addAll(
                              world.newReader().providers(key, value, simulation.now()))));
    }
    simulation.run(Duration.ofSeconds(10));
    var asked =
        world.workers().stream().filter(worker -> worker.service().equals(service)).toList();
    Set<CertifiedId> present = new HashSet<>();
    asked.stream()
        .filter(worker -> listed.contains(worker.id()))
        .forEach(worker -> readPresence(worker, present));
    simulation.run(Duration.ofSeconds(10));
    asked.forEach(
        worker -> count(worker, listed.contains(worker.id()), present.contains(worker.id())));
  }

  /** As our programs read it. */
  private void readPresence(SimulatedWorker worker, Set<CertifiedId> present) {
    world.read(
        worker.presence().point(),
        OF_PRESENCE,
        got ->
            got.value()
                .flatMap(
                    value ->
                        world
                            .newReader()
                            .worker(worker.id().toString(), value, world.simulation().now()))
                .ifPresent(presence -> present.add(worker.id())));
  }

  private void count(SimulatedWorker worker, boolean isListed, boolean isPresent) {
    var now = world.simulation().now();
    if (worker.node().running() && worker.publishedBefore(now.minus(SETTLED))) {
      expected++;
      found += isListed && isPresent ? 1 : 0;
    } else if (isListed && worker.gone().isBefore(now.minus(SimulatedWorker.LIFETIME))) {
      outlived++;
    } else if (isListed && worker.withdrew() && worker.gone().isBefore(now.minus(SETTLED))) {
      withdrawn++;
    }
  }

  /** Those who were there and published. */
  int expected() {
    return expected;
  }

  /** Those of them who were listed, and whose presence was found. */
  int found() {
    return found;
  }

  /** Those listed whose last entry had run out. */
  int outlived() {
    return outlived;
  }

  /** Those listed who had withdrawn. */
  int withdrawn() {
    return withdrawn;
  }
}
