package uk.org.rmatool.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import uk.org.rmatool.bench.stage.Database;

/**
 * Looks, four times a second, how far {@code last_seen} in the database is behind the heartbeats
 * that were answered: the age of the oldest of a sample that it does not show yet. The sample is of
 * the last two seconds and of the ten before.
 */
final class Freshness implements Runnable {
  private static final int EACH = 24;
  private static final long PAUSE_MILLIS = 250;

  /** Two clocks of this machine are compared. */
  private static final long TOLERANCE_MICROS = 2_000;

  private final Database database;
  private final Fleet fleet;
  private final Heartbeats heartbeats;
  private final int perSecond;
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private final long nanosAtEpoch;
  private double worst;
  private double sum;
  private int samples;

  Freshness(Database database, Fleet fleet, Heartbeats heartbeats, int perSecond) {
    this.database = database;
    this.fleet = fleet;
    this.heartbeats = heartbeats;
    this.perSecond = perSecond;
    var now = Instant.now();
    nanosAtEpoch =
        System.nanoTime() - TimeUnit.SECONDS.toNanos(now.getEpochSecond()) - now.getNano();
  }

  /** Seconds that the database was behind at most, and on average. */
  record Behind(double worst, double mean, int samples) {}

  synchronized Behind behind() {
    return new Behind(worst, samples == 0 ? 0 : sum / samples, samples);
  }

  @Override
  public void run() {
    try (var connection = database.connect()) {
      while (!Thread.currentThread().isInterrupted()) {
        if (heartbeats.lastAnswered() > 2L * perSecond) {
          look(connection);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      System.err.println("last_seen could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the measurement has ended
    }
  }

  private void look(Connection connection) throws SQLException {
    var sentBefore = sample();
    var now = System.nanoTime();
    var shown = new HashMap<String, Long>();
    try (var query =
        connection.prepareStatement(
            "select worker_id, last_seen from report.workers where worker_id = any (?)")) {
      query.setArray(1, connection.createArrayOf("varchar", sentBefore.keySet().toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var seen = rows.getTimestamp(2).toInstant();
          shown.put(
              rows.getString(1),
              TimeUnit.SECONDS.toMicros(seen.getEpochSecond()) + seen.getNano() / 1000);
        }
      }
    }
    long oldest = now;
    for (var entry : sentBefore.entrySet()) {
      var sentMicros = (entry.getValue() - nanosAtEpoch) / 1000;
      if (shown.getOrDefault(entry.getKey(), 0L) < sentMicros - TOLERANCE_MICROS) {
        oldest = Math.min(oldest, entry.getValue());
      }
    }
    add((now - oldest) / 1e9);
  }

  private synchronized void add(double behind) {
    worst = Math.max(worst, behind);
    sum += behind;
    samples++;
  }

  /** Ids of workers, and when their last heartbeat was sent. */
  private Map<String, Long> sample() {
    var sample = new HashMap<String, Long>();
    var last = heartbeats.lastAnswered();
    for (int i = 0; i < EACH; i++) {
      add(sample, last - random.nextLong(2L * perSecond));
      add(sample, last - random.nextLong(12L * perSecond));
    }
    return sample;
  }

  private void add(Map<String, Long> sample, long call) {
    if (call >= 0) {
      var worker = heartbeats.worker(call);
      var renewed = heartbeats.renewed(worker);
      if (renewed != 0) {
        sample.put(fleet.id(worker), renewed);
      }
    }
  }
}
