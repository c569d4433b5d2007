package uk.org.rmatool.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import uk.org.rmatool.bench.load.Generator;
import uk.org.rmatool.bench.stage.Server;
import uk.org.rmatool.bench.stage.Stage;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.process.Wait;

/**
 * A router and two coordinators, one of which is killed: how long until every worker is taken
 * elsewhere, and how long a service could not be called. The workers are like deployed ones: they
 * register once, through the router, and never again.
 */
final class FailoverBench {
  private static final int WORKERS = 2_000;
  private static final int CONNECTIONS = 16;
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final List<String> SERVICES =
      List.of(
          "llm-inference",
          "vision-ocr",
          "rag-embeddings",
          "ner-extraction",
          "document-processing",
          "notes-coa");

  private FailoverBench() {}

  static void run(Path root, BenchOptions options) throws Exception {
    try (var stage = new Stage(root);
        var services = new SimulatedServices()) {
      var router = stage.router(options.settings);
      var settings = new HashMap<>(options.settings);
      settings.put("ROUTER_URL", router.url().toString());
      var first = stage.coordinator("first", settings);
      var second = stage.coordinator("second", settings);
      awaitBoth(router);
      var fleet = new Fleet(router.host(), services.address(), WORKERS, 0, 0);
      register(router, fleet);
      try (var heartbeats = new SteadyHeartbeats(router, fleet, WORKERS);
          var availability = new Availability(router.url(), SERVICES)) {
        heartbeats.awaitAll();
        measure(first, second, heartbeats, availability);
      }
    }
  }

  private static void awaitBoth(Server router) throws InterruptedException {
    var ask = new Ask();
    var deadline = System.nanoTime() + START.toNanos();
    while (ask.json(router.url().resolve("/health")).getInt("coordinators") < 2) {
      if (System.nanoTime() - deadline > 0) {
        throw new Failure("the coordinators have not registered");
      }
      Thread.sleep(POLL);
    }
  }

  private static void register(Server router, Fleet fleet) throws IOException {
    try (var generator = new Generator(router.address(), CONNECTIONS)) {
      var calls = new OneEach(fleet::writeRegistration, 0, WORKERS);
      generator.run(calls);
      LoadedCoordinator.requireGood(calls.latencies());
    }
  }

  private static void measure(
      Server first, Server second, SteadyHeartbeats heartbeats, Availability availability)
      throws InterruptedException {
    var ask = new Ask();
    var table = new Table("kill -9 of one of two coordinators", "");
    table.row("workers at it", ask.workers(first.url()));
    table.row("workers at the other", ask.workers(second.url()));
    availability.forget();
    var killed = System.nanoTime();
    first.kill();
    var all = heartbeats.await(killed, LONGEST);
    var seconds = (System.nanoTime() - killed) / 1e9;
    Wait.until(START, POLL, () -> availability.allSince(killed));
    table.row(
        "until every worker's heartbeat is taken, s",
        all ? seconds : "never; %d of %d".formatted(heartbeats.renewedSince(killed), WORKERS));
    table.row(
        "longest time that a service could not be called, s",
        Table.text(availability.longestGapSeconds()) + " (" + availability.worst() + ")");
    table.row("workers at the other afterwards", ask.workers(second.url()));
    table.row("heartbeats that were not taken", heartbeats.end());
  }
}
