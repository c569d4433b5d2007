package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Heartbeats offered at a steady rate to a coordinator with many workers, and how far the database
 * is behind them.
 */
final class HeartbeatBench {
  private static final int WARM_UP_SECONDS = 20;

  private HeartbeatBench() {}

  static void run(Path root, BenchOptions options) throws Exception {
    try (var coordinator = new LoadedCoordinator(root, options, options.manyWorkers())) {
      coordinator.register(0, options.workers);
      coordinator
          .generator()
          .run(
              heartbeats(coordinator, options, WARM_UP_SECONDS),
              Duration.ofSeconds(WARM_UP_SECONDS));
      var table =
          new Table(
              "offered/s",
              "answered/s",
              "errors",
              "p50 ms",
              "p99 ms",
              "max ms",
              "last_seen behind: mean s",
              "max s",
              "CPU µs each: coordinator",
              "database",
              "generator");
      coordinator.recorded("heartbeat", () -> measure(coordinator, options, table));
    }
  }

  private static Heartbeats heartbeats(
      LoadedCoordinator coordinator, BenchOptions options, int seconds) {
    return new Heartbeats(
        coordinator.fleet(), options.workers, options.rate, (long) options.rate * seconds);
  }

  private static void measure(LoadedCoordinator coordinator, BenchOptions options, Table table)
      throws Exception {
    var heartbeats = heartbeats(coordinator, options, options.seconds);
    var freshness =
        new Freshness(
            coordinator.server().database(), coordinator.fleet(), heartbeats, options.rate);
    var looking = Thread.ofPlatform().daemon().name("freshness").start(freshness);
    var cost = Cost.of(coordinator.server());
    var unanswered = coordinator.generator().run(heartbeats, Duration.ofSeconds(options.seconds));
    var latencies = heartbeats.latencies();
    var each = cost.per(latencies.count());
    looking.interrupt();
    looking.join();
    var behind = freshness.behind();
    table.row(
        options.rate,
        each.perSecond(),
        latencies.errors() + unanswered == 0
            ? "0"
            : "%d (%s)".formatted(latencies.errors() + unanswered, latencies.firstError()),
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.millis(1),
        behind.mean(),
        behind.worst(),
        each.server(),
        each.database(),
        each.generator());
  }
}
