package uk.org.rmatool.coordinator.workers;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.JsonFields;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.workers.WorkerWrites.Change;
import uk.org.rmatool.coordinator.workers.WorkerWrites.Kind;
import uk.org.rmatool.platform.database.ChangeFeed;
import uk.org.rmatool.platform.database.Connections;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.database.GroupCommit;
import uk.org.rmatool.platform.database.Replica;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The tables in PostgreSQL. Read through JPA; changes that come at the same time share a
 * transaction of a few statements, because the registry acknowledges a change only after its
 * commit.
 */
@Component
@Transactional(TxType.NOT_SUPPORTED)
class DatabaseWorkerStore implements WorkerStore {
  private static final String REPLICAS = "coordinator.replica";
  private static final int LARGEST_COMMIT = 500;

  /** While one waits for the disk another one writes. */
  private static final int WRITERS = 2;

  @PersistenceContext(unitName = "coordinator")
  private EntityManager entities;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final LeaseConfig leases;
  private final Replica replica;
  private final ChangeFeed feed;
  private final GroupCommit<Change, OptionalLong> commits =
      new GroupCommit<>(WRITERS, LARGEST_COMMIT, this::write);

  @Inject
  DatabaseWorkerStore(LeaseConfig leases, Replica replica) {
    this.leases = leases;
    this.replica = replica;
    this.feed = new ChangeFeed("coordinator.worker_event", "worker_id", replica.id());
  }

  @PreDestroy
  void stop() {
    commits.close();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public Known all() {
    DatabaseProbe.requirePresent(database);
    Connections.run(database, feed::start);
    var workers =
        entities.createQuery("select w from WorkerRow w", WorkerRow.class).getResultList().stream()
            .map(row -> row.toWorker(leases))
            .toList();
    return new Known(
        workers, readIntents("select worker_id, intent from coordinator.intent", null));
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Worker> find(Collection<NodeId> ids) {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery("select w from WorkerRow w where w.workerId in :ids", WorkerRow.class)
        .setParameter("ids", ids.stream().map(NodeId::value).toList())
        .getResultList()
        .stream()
        .map(row -> row.toWorker(leases))
        .toList();
  }

  @Override
  public Map<NodeId, Intent> intents(Collection<NodeId> ids) {
    return readIntents(
        "select worker_id, intent from coordinator.intent where worker_id = any (?)",
        ids.stream().map(NodeId::value).toArray());
  }

  private Map<NodeId, Intent> readIntents(String sql, Object @Nullable [] ids) {
    return Connections.call(
        database,
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            if (ids != null) {
              statement.setArray(1, connection.createArrayOf("text", ids));
            }
            var intents = new HashMap<NodeId, Intent>();
            try (var rows = statement.executeQuery()) {
              while (rows.next()) {
                intents.put(
                    new NodeId(rows.getString(1)), Intent.fromJson(object(rows.getString(2))));
              }
            }
            return intents;
          }
        });
  }

  @Override
  public Optional<Worker> save(Worker worker, WorkerEvent event) {
    var kind = worker.revision() == 0 ? Kind.INSERT : Kind.UPDATE;
    var revision = commits.commit(change(kind, worker, event, OptionalLong.empty()));
    return revision.isPresent()
        ? Optional.of(worker.withRevision(revision.getAsLong()))
        : Optional.empty();
  }

  @Override
  public boolean remove(Worker worker, WorkerEvent event) {
    return commits.commit(change(Kind.DELETE, worker, event, OptionalLong.empty())).isPresent();
  }

  @Override
  public boolean expire(Worker worker, WorkerEvent event) {
    var unlessSeen = OptionalLong.of(worker.lastSeen());
    return commits.commit(change(Kind.DELETE, worker, event, unlessSeen)).isPresent();
  }

  private static Change change(
      Kind kind, Worker worker, WorkerEvent event, OptionalLong unlessSeen) {
    return new Change(kind, event, Optional.of(worker), Optional.empty(), unlessSeen);
  }

  @Override
  public void keep(NodeId worker, Intent intent, WorkerEvent event) {
    commits.commit(
        new Change(
            Kind.INTENT, event, Optional.empty(), Optional.of(intent), OptionalLong.empty()));
  }

  @Override
  public void note(List<WorkerEvent> events) {
    write(
        events.stream()
            .map(
                event ->
                    new Change(
                        Kind.NOTE, event, Optional.empty(), Optional.empty(), OptionalLong.empty()))
            .toList());
  }

  private List<OptionalLong> write(List<Change> changes) {
    return Connections.inTransaction(
        database, connection -> new WorkerWrites(connection, replica.id()).write(changes));
  }

  @Override
  public void renew(Collection<Worker> workers, Set<NodeId> talkative) {
    Connections.inTransaction(
        database,
        connection -> {
          new WorkerWrites(connection, replica.id()).renew(workers, talkative);
          return workers.size();
        });
  }

  @Override
  public Set<NodeId> changedByOthers() {
    return Connections.call(database, feed::poll).stream()
        .filter(id -> !id.isEmpty())
        .map(NodeId::new)
        .collect(Collectors.toSet());
  }

  @Override
  public List<Renewal> renewedAfter(Instant time) {
    return Connections.call(database, connection -> renewals(connection, time));
  }

  private static List<Renewal> renewals(Connection connection, Instant time) throws SQLException {
    var sql =
        "select worker_id, last_seen, interval_seconds, heartbeat from coordinator.worker_lease"
            + " where last_seen > ?";
    try (var statement = connection.prepareStatement(sql)) {
      statement.setTimestamp(1, Timestamp.from(time));
      var renewals = new ArrayList<Renewal>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          renewals.add(
              new Renewal(
                  new NodeId(rows.getString(1)),
                  rows.getTimestamp(2).getTime(),
                  rows.getInt(3),
                  Heartbeat.read(new JsonFields(object(rows.getString(4))))));
        }
      }
      return renewals;
    }
  }

  @Override
  public Replica.Presence present() {
    return Connections.inTransaction(database, connection -> replica.present(connection, REPLICAS));
  }

  @Override
  public int leave() {
    return Connections.inTransaction(database, connection -> replica.leave(connection, REPLICAS));
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<History.Event> history(NodeId worker, long before, int limit) {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery(
            "select e from WorkerEventRow e where e.workerId = :id and e.eventId < :before order by"
                + " e.eventId desc",
            WorkerEventRow.class)
        .setParameter("id", worker.value())
        .setParameter("before", before)
        .setMaxResults(limit)
        .getResultList()
        .stream()
        .map(WorkerEventRow::toEvent)
        .toList();
  }

  private static JsonObject object(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
