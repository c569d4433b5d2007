package uk.org.rmatool.coordinator.registrar;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The event table in PostgreSQL. An event's number may be smaller than that of one which committed
 * before it, so events go in the order of their transactions, and only those below the oldest that
 * still runs (PostgreSQL manual, "Transaction ID and Snapshot Information Functions").
 */
@Component
class DatabaseOutbox implements Outbox {
  private static final String UNCONFIRMED =
      "select o.sequence, e.tx::text as tx, e.event_id, e.worker_id, e.at, e.transition, e.reason,"
          + " e.tunnel_url, e.worker_type, e.services, e.home_epoch, e.intent from"
          + " coordinator.outbox o, coordinator.worker_event e where e.subject = 'worker' and"
          + " (e.tx, e.event_id) > (o.confirmed_tx, o.confirmed_event) and e.tx <"
          + " pg_snapshot_xmin(pg_current_snapshot()) order by e.tx, e.event_id limit ?";
  private static final String CONFIRM =
      "update coordinator.outbox set sequence = ?, confirmed_tx = ?::xid8, confirmed_event = ?"
          + " where sequence < ?";

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  @Inject
  DatabaseOutbox() {}

  @Override
  public String stream() throws SQLException {
    try (var connection = database.getConnection();
        var query = connection.prepareStatement("select stream from coordinator.outbox");
        var row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("The table coordinator.outbox has no row; migrate again.");
      }
      return row.getString(1);
    }
  }

  @Override
  public List<ToldEvent> unconfirmed(int limit) throws SQLException {
    try (var connection = database.getConnection();
        var query = connection.prepareStatement(UNCONFIRMED)) {
      query.setInt(1, limit);
      var events = new ArrayList<ToldEvent>();
      try (var row = query.executeQuery()) {
        while (row.next()) {
          events.add(read(row, row.getLong("sequence") + events.size() + 1));
        }
      }
      return events;
    }
  }

  private static ToldEvent read(ResultSet row, long sequence) throws SQLException {
    var json =
        Json.createObjectBuilder()
            .add("sequence", sequence)
            .add("event_id", row.getLong("event_id"))
            .add("worker_id", row.getString("worker_id"))
            .add("at", row.getTimestamp("at").getTime())
            .add("transition", row.getString("transition"))
            .add("reason", row.getString("reason"))
            .add("home_epoch", row.getLong("home_epoch"));
    for (var name : List.of("tunnel_url", "worker_type")) {
      var text = row.getString(name);
      if (text != null) {
        json.add(name, text);
      }
    }
    for (var name : List.of("services", "intent")) {
      var value = parsed(row.getString(name));
      if (value != null) {
        json.add(name, value);
      }
    }
    return new ToldEvent(sequence, row.getString("tx"), row.getLong("event_id"), json.build());
  }

  private static @Nullable JsonValue parsed(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readValue();
    }
  }

  @Override
  public void confirm(ToldEvent last) throws SQLException {
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(CONFIRM)) {
      update.setLong(1, last.sequence());
      update.setString(2, last.transaction());
      update.setLong(3, last.eventId());
      update.setLong(4, last.sequence());
      update.executeUpdate();
    }
  }
}
