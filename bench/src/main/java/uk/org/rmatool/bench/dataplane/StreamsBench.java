package uk.org.rmatool.bench.dataplane;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import uk.org.rmatool.bench.Table;
import uk.org.rmatool.bench.load.Latencies;
import uk.org.rmatool.bench.stage.Cpu;
import uk.org.rmatool.bench.stage.Memory;

/**
 * Server-sent events: how long after the upstream made them they come, one stream after the other
 * over each route and many at once through router and coordinator, and what memory those take.
 */
final class StreamsBench {
  private static final int ONE_BY_ONE = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final int EARLY_SECONDS = 10;
  private static final double MIDDLE = 0.5;
  private static final double SLOW = 0.99;

  private StreamsBench() {}

  static void run(Scene scene, DataPlaneOptions options) throws Exception {
    Load.warmUp(scene, scene.route(Scene.ROUTER), WARM_UP);
    firstEvents(scene);
    manyStreams(scene, options);
  }

  private static void firstEvents(Scene scene) throws IOException {
    var table = new Table("first event of a stream, after it was made", "p50 ms", "p99 ms", "most");
    for (var route : scene.routes()) {
      oneByOne(route);
      var delays = oneByOne(route);
      table.row(route.name(), delays.millis(MIDDLE), delays.millis(SLOW), delays.millis(1));
    }
  }

  private static Latencies oneByOne(Route route) throws IOException {
    var tally = new Tally();
    try (var streams = new EventStreams(route, 1, Duration.ZERO, tally)) {
      for (int i = 0; i < ONE_BY_ONE; i++) {
        streams.open(1);
        streams.await(ENOUGH);
      }
    }
    return tally.firstDelays();
  }

  private static void manyStreams(Scene scene, DataPlaneOptions options) throws Exception {
    var route = scene.route(Scene.ROUTER);
    var events = (long) options.streamSeconds * options.eventsPerSecond;
    var interval = Duration.ofSeconds(1).dividedBy(options.eventsPerSecond);
    var tally = new Tally();
    var before = scene.memory();
    var cpu = Cpu.since(route::cpuMicros);
    try (var samples = new Samples<>(() -> scene.memory());
        var streams = new EventStreams(route, events, interval, tally)) {
      streams.open(options.streams);
      streams.await(Duration.ofSeconds(options.streamSeconds).plus(ENOUGH));
      print(options, tally, cpu.getAsLong() / (double) Math.max(1, tally.delays().count()));
      print(scene.servers(), before, samples.all(), scene.memory());
      scene.requireRunning();
    }
  }

  private static void print(DataPlaneOptions options, Tally tally, double micros) {
    var table =
        new Table(
            "%,d streams at once, %d events/s each, %d s"
                .formatted(options.streams, options.eventsPerSecond, options.streamSeconds),
            "");
    table.row("events that came", tally.delays().count());
    table.row("dropped", tally.dropped());
    table.row("reordered", tally.reordered());
    table.row("streams that broke off", tally.broken());
    table.row("delay p50 ms", tally.delays().millis(MIDDLE));
    table.row("delay p99 ms", tally.delays().millis(SLOW));
    table.row("longest delay ms", tally.delays().millis(1));
    table.row("delay of first events p50 ms", tally.firstDelays().millis(MIDDLE));
    table.row("delay of first events p99 ms", tally.firstDelays().millis(SLOW));
    table.row("CPU µs an event, router and coordinator", micros);
  }

  private static void print(
      List<String> servers, List<Memory> before, List<List<Memory>> during, List<Memory> after) {
    if (during.isEmpty()) {
      return;
    }
    var early = during.get(Math.min(EARLY_SECONDS, during.size()) - 1);
    var late = during.getLast();
    var table =
        new Table(
            "RSS MB",
            "before",
            "after %d s".formatted(EARLY_SECONDS),
            "at the end",
            "closed",
            "most");
    for (int i = 0; i < servers.size(); i++) {
      table.row(
          servers.get(i),
          before.get(i).now(),
          early.get(i).now(),
          late.get(i).now(),
          after.get(i).now(),
          after.get(i).most());
    }
  }
}
