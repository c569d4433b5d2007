package uk.org.rmatool.bench.dataplane;

import java.io.IOException;
import java.time.Duration;
import uk.org.rmatool.bench.Table;

/** Throughput of bodies of 1 MiB and 100 MiB in each direction, four at a time. */
final class BodiesBench {
  private static final int IN_FLIGHT = 4;
  private static final long SMALL = Bodies.MEBIBYTE;
  private static final long LARGE = 100 * Bodies.MEBIBYTE;

  private BodiesBench() {}

  static void run(Scene scene, DataPlaneOptions options) throws Exception {
    for (var route : scene.routes()) {
      for (var direction : Bodies.values()) {
        measure(scene, route, direction, SMALL, options.round().multipliedBy(2)); // warms up
      }
    }
    var table =
        new Table(
            "MB/s, %d at a time".formatted(IN_FLIGHT),
            "1 MiB down",
            "1 MiB up",
            "100 MiB down",
            "100 MiB up");
    for (var route : scene.routes()) {
      table.row(
          route.name(),
          measure(scene, route, Bodies.DOWN, SMALL, options.round()),
          measure(scene, route, Bodies.UP, SMALL, options.round()),
          measure(scene, route, Bodies.DOWN, LARGE, options.round()),
          measure(scene, route, Bodies.UP, LARGE, options.round()));
    }
  }

  private static double measure(
      Scene scene, Route route, Bodies direction, long bytes, Duration time) throws IOException {
    var load = new Load(scene, route, IN_FLIGHT, direction.calls(route, bytes, Long.MAX_VALUE));
    load.run(time);
    return load.perSecond() * bytes / 1e6;
  }
}
