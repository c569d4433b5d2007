package uk.org.rmatool.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What other replicas changed, read from the event table that every change writes to in its own
 * transaction. Transactions become visible in another order than they start in; so the feed goes on
 * from the oldest transaction that still ran when it looked last, and an event may be seen twice
 * but is never missed (PostgreSQL manual, "Transaction ID and snapshot information functions").
 */
public final class ChangeFeed {
  private static final String OLDEST_RUNNING = "select pg_snapshot_xmin(pg_current_snapshot())";

  private final String query;
  private final String origin;
  private @Nullable String position;
  private Set<Long> seen = Set.of();

  /**
   * Has not looked yet.
   *
   * @param table an event table with the columns <code>event_id</code>, <code>tx</code> and <code>
   *     origin</code>
   * @param subject its column that names what changed
   * @param origin this replica, whose own events are left out
   */
  public ChangeFeed(String table, String subject, String origin) {
    this.query =
        "select event_id, %s from %s where tx >= ?::xid8 and origin <> ? order by tx, event_id"
            .formatted(subject, table);
    this.origin = origin;
  }

  /** Changes from now on are given; to be called before everything is read for the first time. */
  public synchronized void start(Connection connection) throws SQLException {
    position = oldestRunning(connection);
    seen = Set.of();
  }

  /** What others have changed since the last time, each once, in the order of the changes. */
  public synchronized Set<String> poll(Connection connection) throws SQLException {
    if (position == null) {
      throw new IllegalStateException("The feed was not started");
    }
    var next = oldestRunning(connection);
    var events = new HashSet<Long>();
    var subjects = new LinkedHashSet<String>();
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, position);
      statement.setString(2, origin);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          events.add(rows.getLong(1));
          if (!seen.contains(rows.getLong(1))) {
            subjects.add(rows.getString(2));
          }
        }
      }
    }
    position = next;
    seen = events;
    return subjects;
  }

  private static String oldestRunning(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(OLDEST_RUNNING);
        var row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
