package uk.org.rmatool.bench;

import java.nio.file.Path;

/** Durable registrations at a coordinator while it fills up, in ten parts. */
final class RegistrationBench {
  private static final int PARTS = 10;

  private RegistrationBench() {}

  static void run(Path root, BenchOptions options) throws Exception {
    try (var coordinator = new LoadedCoordinator(root, options, options.manyWorkers())) {
      coordinator.warmUp(options.warmUp);
      var table =
          new Table(
              "workers registered",
              "registrations/s",
              "p50 ms",
              "p99 ms",
              "CPU µs each: coordinator",
              "database",
              "generator");
      coordinator.recorded(
          "registration",
          () -> {
            for (int part = 0; part < PARTS; part++) {
              measure(coordinator, options.workers / PARTS, part, table);
            }
          });
    }
  }

  private static void measure(LoadedCoordinator coordinator, int count, int part, Table table)
      throws Exception {
    var registrations = new OneEach(coordinator.fleet()::writeRegistration, part * count, count);
    var cost = Cost.of(coordinator.server());
    var unanswered = coordinator.generator().run(registrations);
    var each = cost.per(count);
    var latencies = registrations.latencies();
    var failed = unanswered + latencies.errors();
    table.row(
        Table.text((part + 1) * count)
            + (failed == 0 ? "" : " (%d failed: %s)".formatted(failed, latencies.firstError())),
        each.perSecond(),
        latencies.millis(0.5),
        latencies.millis(0.99),
        each.server(),
        each.database(),
        each.generator());
  }
}
