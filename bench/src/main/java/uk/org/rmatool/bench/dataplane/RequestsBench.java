package uk.org.rmatool.bench.dataplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.bench.Table;

/**
 * Rates, latencies and CPU time of calls that are answered with 100 bytes, in rounds in which the
 * routes take turns. What is added is the difference of percentiles to those of the direct route.
 */
final class RequestsBench {
  private static final int RECORDED_CONCURRENCY = 32;
  private static final Duration RECORDED = Duration.ofSeconds(15);

  private static final double MIDDLE = 0.5;
  private static final double SLOW = 0.99;

  private RequestsBench() {}

  static void run(Scene scene, DataPlaneOptions options) throws Exception {
    var all = scene.routes();
    all.add(1, scene.container());
    var routes = all.stream().filter(options::takes).toList();
    for (var route : routes) {
      Load.warmUp(scene, route, Duration.ofSeconds(options.warmUpSeconds));
    }
    var sides = new ArrayList<List<Load>>();
    for (var concurrency : options.concurrencies) {
      sides.add(routes.stream().map(route -> Load.small(scene, route, concurrency)).toList());
    }
    for (int round = 0; round < options.rounds; round++) {
      for (var side : sides) {
        for (var load : side) {
          load.run(options.round());
        }
      }
    }
    print(sides);
    if (options.recordings().isPresent()) {
      record(scene, routes.getLast(), Files.createDirectories(options.recordings().get()));
    }
  }

  private static void record(Scene scene, Route route, Path folder) throws Exception {
    scene.coordinator().record();
    scene.router().record();
    Load.small(scene, route, RECORDED_CONCURRENCY).run(RECORDED);
    scene.coordinator().recorded(folder.resolve("coordinator.jfr"));
    scene.router().recorded(folder.resolve("router.jfr"));
  }

  private static void print(List<List<Load>> all) {
    var table =
        new Table(
            "100-byte answers",
            "concurrency",
            "requests/s",
            "of nginx's",
            "p50 ms",
            "p99 ms",
            "added p50 ms",
            "added p99 ms",
            "CPU µs each: proxy",
            "upstream",
            "generator");
    for (var side : all) {
      var direct = side.getFirst();
      var nginx = find(side, PeerProxy.NGINX.displayName());
      for (var load : side) {
        table.row(
            load.route().name(),
            load.concurrency(),
            load.perSecond(),
            nginx.map(peer -> share(load, peer)).orElse(""),
            load.latencies().millis(MIDDLE),
            load.latencies().millis(SLOW),
            added(load, direct, MIDDLE),
            added(load, direct, SLOW),
            load.proxyMicros(),
            load.upstreamMicros(),
            load.generatorMicros());
      }
    }
  }

  private static Optional<Load> find(List<Load> side, String name) {
    return side.stream().filter(load -> load.route().name().equals(name)).findFirst();
  }

  private static String share(Load load, Load peer) {
    return Math.round(100 * load.perSecond() / peer.perSecond()) + " %";
  }

  private static double added(Load load, Load direct, double share) {
    return load.latencies().millis(share) - direct.latencies().millis(share);
  }
}
