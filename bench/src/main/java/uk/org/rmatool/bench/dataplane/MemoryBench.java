package uk.org.rmatool.bench.dataplane;

import java.time.Duration;
import uk.org.rmatool.bench.Table;

/** Resident memory of each server after bodies of 100 MiB, 32 in flight, in both directions. */
final class MemoryBench {
  private static final int IN_FLIGHT = 32;
  private static final int EACH_WAY = 32;
  private static final long BYTES = 100 * Bodies.MEBIBYTE;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private MemoryBench() {}

  static void run(Scene scene, DataPlaneOptions options) throws Exception {
    var before = scene.memory();
    for (var route : scene.routes()) {
      if (!route.pids().isEmpty()) {
        for (var direction : Bodies.values()) {
          new Load(scene, route, IN_FLIGHT, direction.calls(route, BYTES, EACH_WAY)).run(LONGEST);
        }
      }
    }
    var table =
        new Table("100 MiB bodies, 32 in flight", "RSS before MB", "RSS after MB", "most MB");
    var after = scene.memory();
    for (int i = 0; i < after.size(); i++) {
      table.row(
          scene.servers().get(i), before.get(i).now(), after.get(i).now(), after.get(i).most());
    }
  }
}
