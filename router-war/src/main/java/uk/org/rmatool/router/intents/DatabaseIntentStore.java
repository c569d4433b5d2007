package uk.org.rmatool.router.intents;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.EventRow;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.replicas.Replicas;
import uk.org.rmatool.router.replicas.Topic;

/** The table of decisions in PostgreSQL; every method is a transaction of its own. */
@Component
class DatabaseIntentStore implements IntentStore {
  private static final String COLUMNS =
      "subject, subject_id, cordon, drain, weight, approval, labels, reason, changed_at,"
          + " changed_by, told, benchmark_asked_at";
  private static final String SAVE =
      "insert into router.intent ("
          + COLUMNS
          + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (subject, subject_id) do"
          + " update set cordon = excluded.cordon, drain = excluded.drain, weight ="
          + " excluded.weight, approval = excluded.approval, labels = excluded.labels, reason ="
          + " excluded.reason, changed_at = excluded.changed_at, changed_by = excluded.changed_by,"
          + " told = excluded.told, benchmark_asked_at = excluded.benchmark_asked_at where"
          + " intent.changed_at = ?";

  @PersistenceContext(unitName = "router")
  private EntityManager entities;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Replicas replicas;
  private final Clock clock;

  @Inject
  DatabaseIntentStore(Replicas replicas, Clock clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Decision> all() throws SQLException {
    try (var connection = database.getConnection();
        var query = connection.prepareStatement("select " + COLUMNS + " from router.intent");
        var rows = query.executeQuery()) {
      var decisions = new ArrayList<Decision>();
      while (rows.next()) {
        decisions.add(read(rows));
      }
      return decisions;
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean save(Decision decision, Intent before, String transition) throws SQLException {
    if (!write(decision, before)) {
      return false;
    }
    tell(decision);
    if (!decision.told()) {
      entities.persist(
          EventRow.of(
              decision.subject(),
              decision.id(),
              clock.instant(),
              transition,
              decision.intent().describe(transition)));
    }
    return true;
  }

  private void tell(Decision decision) throws SQLException {
    try (var connection = database.getConnection()) {
      var topic =
          decision.subject() == Subject.WORKER ? Topic.WORKER_INTENT : Topic.COORDINATOR_INTENT;
      replicas.tell(connection, topic, decision.id());
    }
  }

  private boolean write(Decision decision, Intent before) throws SQLException {
    var intent = decision.intent();
    try (var connection = database.getConnection();
        var insert = connection.prepareStatement(SAVE)) {
      insert.setString(1, decision.subject().wireName());
      insert.setString(2, decision.id().value());
      insert.setBoolean(3, intent.cordon());
      insert.setBoolean(4, intent.drain());
      insert.setInt(5, intent.weight());
      insert.setString(6, intent.approval().wireName());
      insert.setString(7, intent.toJson().getJsonObject("labels").toString());
      insert.setString(8, intent.reason());
      insert.setTimestamp(9, new Timestamp(intent.changedAt()));
      insert.setString(10, intent.changedBy());
      insert.setBoolean(11, decision.told());
      insert.setTimestamp(12, intent.benchmark() > 0 ? new Timestamp(intent.benchmark()) : null);
      insert.setTimestamp(13, new Timestamp(before.changedAt()));
      return insert.executeUpdate() == 1;
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public Optional<Decision> find(Subject subject, NodeId id) throws SQLException {
    var sql = "select " + COLUMNS + " from router.intent where subject = ? and subject_id = ?";
    try (var connection = database.getConnection();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, subject.wireName());
      query.setString(2, id.value());
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static Decision read(ResultSet row) throws SQLException {
    try (var labels = Json.createReader(new StringReader(row.getString("labels")))) {
      var json =
          Json.createObjectBuilder()
              .add("cordon", row.getBoolean("cordon"))
              .add("drain", row.getBoolean("drain"))
              .add("weight", row.getInt("weight"))
              .add("approval", row.getString("approval"))
              .add("labels", labels.readObject())
              .add("reason", row.getString("reason"))
              .add("changed_at", row.getTimestamp("changed_at").getTime())
              .add("changed_by", row.getString("changed_by"));
      var benchmark = row.getTimestamp("benchmark_asked_at");
      if (benchmark != null) {
        json.add("benchmark_asked_at", benchmark.getTime());
      }
      var subject =
          row.getString("subject").equals(Subject.WORKER.wireName())
              ? Subject.WORKER
              : Subject.COORDINATOR;
      var id = new NodeId(row.getString("subject_id"));
      return new Decision(subject, id, Intent.fromJson(json.build()), row.getBoolean("told"));
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void told(NodeId worker, Intent intent) throws SQLException {
    var sql =
        "update router.intent set told = true where subject = 'worker' and subject_id = ? and"
            + " changed_at <= ?";
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(sql)) {
      update.setString(1, worker.value());
      update.setTimestamp(2, new Timestamp(intent.changedAt()));
      update.executeUpdate();
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean isKnown(Subject subject, NodeId id) throws SQLException {
    var sql = "select from router.router_event where subject = ? and subject_id = ? limit 1";
    try (var connection = database.getConnection();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, subject.wireName());
      query.setString(2, id.value());
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
