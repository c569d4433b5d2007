package uk.org.rmatool.router.history;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.DatabaseAway;
import uk.org.rmatool.platform.wiring.Component;

/** The table of events in PostgreSQL; every method is a transaction of its own. */
@Component
class DatabaseEventLog implements EventLog {
  private static final String INSERT =
      "insert into router.router_event (subject, subject_id, at, transition, reason,"
          + " coordinator_id, told_by, tunnel_url, worker_type, services, home_epoch, stream,"
          + " stream_event) values ('worker', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict"
          + " (stream, stream_event, told_by) do nothing";

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  @Inject
  DatabaseEventLog() {}

  @Override
  public List<Event> page(Subject subject, NodeId id, long before, int limit) {
    var sql =
        "select event_id, at, transition, reason, coordinator_id from router.router_event where"
            + " subject = ? and subject_id = ? and event_id < ? order by event_id desc limit ?";
    return inTransaction(
        connection -> {
          try (var query = connection.prepareStatement(sql)) {
            query.setString(1, subject.wireName());
            query.setString(2, id.value());
            query.setLong(3, before);
            query.setInt(4, limit);
            var events = new ArrayList<Event>();
            try (var rows = query.executeQuery()) {
              while (rows.next()) {
                events.add(
                    new Event(
                        rows.getLong(1),
                        rows.getTimestamp(2).toInstant(),
                        rows.getString(3),
                        rows.getString(4),
                        Optional.ofNullable(rows.getString(5))));
              }
            }
            return events;
          }
        });
  }

  @Override
  public long keep(
      NodeId coordinator, String stream, List<ToldEvent> events, Predicate<ToldEvent> isKnown) {
    return inTransaction(
        connection -> {
          var kept = lockedCursor(connection, coordinator, stream);
          var last = kept;
          try (var insert = connection.prepareStatement(INSERT)) {
            for (var event : events) {
              if (event.sequence() > last) { // those before it were kept already
                last = event.sequence();
                if (!isKnown.test(event)) {
                  add(insert, coordinator, stream, event);
                }
              }
            }
            insert.executeBatch();
          }
          if (last > kept) {
            move(connection, coordinator, stream, last);
          }
          return last;
        });
  }

  /** Whoever tells the same stream at the same time waits for the row. */
  private static long lockedCursor(Connection connection, NodeId coordinator, String stream)
      throws SQLException {
    var make =
        "insert into router.event_stream (coordinator_id, stream, sequence) values (?, ?, 0) on"
            + " conflict do nothing";
    try (var insert = connection.prepareStatement(make)) {
      insert.setString(1, coordinator.value());
      insert.setString(2, stream);
      insert.executeUpdate();
    }
    var read =
        "select sequence from router.event_stream where coordinator_id = ? and stream = ? for"
            + " update";
    try (var query = connection.prepareStatement(read)) {
      query.setString(1, coordinator.value());
      query.setString(2, stream);
      try (var row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static void add(
      PreparedStatement insert, NodeId coordinator, String stream, ToldEvent event)
      throws SQLException {
    insert.setString(1, event.worker().value());
    insert.setTimestamp(2, Timestamp.from(event.at()));
    insert.setString(3, event.transition());
    insert.setString(4, event.reason());
    insert.setString(5, coordinator.value());
    insert.setString(6, coordinator.value());
    insert.setString(7, event.tunnelUrl().orElse(null));
    insert.setString(8, event.workerType().orElse(null));
    insert.setString(9, event.services());
    insert.setLong(10, event.homeEpoch());
    insert.setString(11, stream);
    if (event.eventId().isPresent()) {
      insert.setLong(12, event.eventId().getAsLong());
    } else {
      insert.setNull(12, Types.BIGINT);
    }
    insert.addBatch();
  }

  private static void move(Connection connection, NodeId coordinator, String stream, long sequence)
      throws SQLException {
    var sql = "update router.event_stream set sequence = ? where coordinator_id = ? and stream = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, sequence);
      update.setString(2, coordinator.value());
      update.setString(3, stream);
      update.executeUpdate();
    }
  }

  @Override
  public Set<NodeId> tellers() {
    return inTransaction(
        connection -> {
          var tellers = new HashSet<NodeId>();
          try (var query =
                  connection.prepareStatement(
                      "select distinct coordinator_id from router.event_stream");
              var rows = query.executeQuery()) {
            while (rows.next()) {
              tellers.add(new NodeId(rows.getString(1)));
            }
          }
          return tellers;
        });
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        var result = work.run(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw DatabaseAway.translated(e, "The table of events refused a statement");
    }
  }
}
