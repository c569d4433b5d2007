package uk.org.rmatool.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import uk.org.rmatool.bench.load.Generator;
import uk.org.rmatool.bench.stage.Database;
import uk.org.rmatool.bench.stage.Stage;

/**
 * A coordinator whose database is stopped for a minute while its workers go on sending heartbeats.
 */
final class OutageBench {
  private static final int WORKERS = 2_000;
  private static final int CONNECTIONS = 16;
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Two clocks of this machine are compared. */
  private static final Duration TOLERANCE = Duration.ofMillis(2);

  private OutageBench() {}

  static void run(Path root, BenchOptions options) throws Exception {
    try (var stage = new Stage(root)) {
      var server = stage.coordinator(options.settings);
      var fleet = new Fleet(server.host(), "http://127.0.0.77:9", WORKERS, options.oursPercent, 0);
      try (var generator = new Generator(server.address(), CONNECTIONS)) {
        var calls = new OneEach(fleet::writeRegistration, 0, WORKERS);
        generator.run(calls);
        LoadedCoordinator.requireGood(calls.latencies());
      }
      try (var heartbeats = new SteadyHeartbeats(server, fleet, WORKERS)) {
        heartbeats.awaitAll();
        var table = new Table("database away for " + OUTAGE.toSeconds() + " s", "");
        var before = Instant.now();
        var database = server.database();
        database.stop();
        Thread.sleep(OUTAGE);
        database.start();
        table.row(
            "until last_seen shows every heartbeat taken meanwhile, s",
            untilFresh(database, fleet, heartbeats));
        table.row("workers before", WORKERS);
        table.row("workers after", new Ask().workers(server.url()));
        table.row("rows after", count(database, "report.workers", Instant.EPOCH));
        table.row(
            "workers that degraded, expired or left", count(database, "report.events", before));
        table.row("heartbeats that were not taken", heartbeats.end());
      }
    }
  }

  private static Object untilFresh(Database database, Fleet fleet, SteadyHeartbeats heartbeats)
      throws SQLException, InterruptedException {
    var returned = System.nanoTime();
    var now = Instant.now();
    Map<String, Instant> taken = new HashMap<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      taken.put(fleet.id(worker), now.minusNanos(returned - heartbeats.renewed(worker)));
    }
    while (System.nanoTime() - returned < LONGEST.toNanos()) {
      if (shows(database, taken)) {
        return (System.nanoTime() - returned) / 1e9;
      }
      Thread.sleep(POLL);
    }
    return "never";
  }

  private static boolean shows(Database database, Map<String, Instant> taken) throws SQLException {
    var missing = new HashMap<>(taken);
    try (var connection = database.connect();
        var query = connection.prepareStatement("select worker_id, last_seen from report.workers");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        var seen = rows.getTimestamp(2).toInstant().plus(TOLERANCE);
        missing.computeIfPresent(rows.getString(1), (id, at) -> seen.isBefore(at) ? at : null);
      }
    }
    return missing.isEmpty();
  }

  /** Rows of workers, or of events other than registrations, since then. */
  private static int count(Database database, String view, Instant since) throws SQLException {
    var sql =
        view.equals("report.workers")
            ? "select count(*) from report.workers where registered_at > ?"
            : "select count(*) from report.events where at > ? and transition in"
                + " ('degraded', 'expired', 'deregistered', 'released')";
    try (var connection = database.connect();
        var query = connection.prepareStatement(sql)) {
      query.setTimestamp(1, java.sql.Timestamp.from(since));
      try (var rows = query.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }
}
