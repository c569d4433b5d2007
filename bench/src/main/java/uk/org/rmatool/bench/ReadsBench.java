package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import uk.org.rmatool.bench.load.Repeated;
import uk.org.rmatool.bench.load.Template;

/** What a health call and the first page of a discovery cost with few workers and with many. */
final class ReadsBench {
  private static final int FEW = 100;
  private static final int MANY = 10_000;
  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final List<Read> READS =
      List.of(
          new Read("health", "/health"),
          new Read("discover", "/api/services/discover/document-processing?limit=20"));

  private ReadsBench() {}

  /** A call that is measured. */
  private record Read(String name, String path) {}

  /** Middle values of the rounds. */
  private record Figures(double perSecond, double server, double generator) {}

  static void run(Path root, BenchOptions options) throws Exception {
    try (var coordinator = new LoadedCoordinator(root, options, options.manyWorkers())) {
      var table =
          new Table(
              "call",
              "workers",
              "answered/s",
              "CPU µs each: coordinator",
              "generator",
              "coordinator's CPU, times that at " + FEW);
      coordinator.register(0, FEW);
      coordinator.heartbeat(FEW, 1);
      for (var read : READS) {
        read(coordinator, read, WARM_UP);
      }
      var few = new ArrayList<Figures>();
      for (var read : READS) {
        few.add(measure(coordinator, options, read, FEW));
      }
      coordinator.register(FEW, MANY - FEW);
      coordinator.heartbeat(MANY, 1);
      for (int i = 0; i < READS.size(); i++) {
        var name = READS.get(i).name();
        row(table, name, FEW, few.get(i), "");
        var many = measure(coordinator, options, READS.get(i), MANY);
        row(table, name, MANY, many, Table.text(many.server() / few.get(i).server()));
      }
    }
  }

  private static void row(Table table, String name, int workers, Figures figures, String ratio) {
    table.row(name, workers, figures.perSecond(), figures.server(), figures.generator(), ratio);
  }

  private static Figures measure(
      LoadedCoordinator coordinator, BenchOptions options, Read call, int workers)
      throws Exception {
    var rounds = new Cost.PerCall[ROUNDS];
    coordinator.recorded(
        call.name() + "-" + workers,
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            rounds[round] = read(coordinator, call, Duration.ofSeconds(options.seconds));
          }
        });
    return new Figures(
        middle(Arrays.stream(rounds).mapToDouble(Cost.PerCall::perSecond).toArray()),
        middle(Arrays.stream(rounds).mapToDouble(Cost.PerCall::server).toArray()),
        middle(Arrays.stream(rounds).mapToDouble(Cost.PerCall::generator).toArray()));
  }

  private static Cost.PerCall read(LoadedCoordinator coordinator, Read call, Duration time)
      throws Exception {
    var calls = new Repeated(Template.get(coordinator.server().host(), call.path()));
    var cost = Cost.of(coordinator.server());
    coordinator.generator().run(calls, time);
    LoadedCoordinator.requireGood(calls.latencies());
    return cost.per(calls.latencies().count());
  }

  private static double middle(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
