package uk.org.rmatool.coordinator.workers;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The tables in PostgreSQL. The transactions are here and not around the resources, because the
 * registry shows and acknowledges a change only after its commit.
 */
@Component
class DatabaseWorkerStore implements WorkerStore {
  @PersistenceContext(unitName = "coordinator")
  private EntityManager entities;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Clock clock;

  @Inject
  DatabaseWorkerStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Worker> all() {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery("select w from WorkerRow w", WorkerRow.class)
        .getResultList()
        .stream()
        .map(WorkerRow::toWorker)
        .toList();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void save(Worker worker, Transition transition, String reason) {
    DatabaseProbe.requirePresent(database);
    entities.merge(WorkerRow.of(worker));
    record(worker, transition, clock.instant(), reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void remove(Worker worker, Transition transition, Instant at, String reason) {
    DatabaseProbe.requirePresent(database);
    entities
        .createQuery("delete from WorkerRow w where w.workerId = :id")
        .setParameter("id", worker.id().value())
        .executeUpdate();
    record(worker, transition, at, reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void note(Worker worker, Transition transition, String reason) {
    DatabaseProbe.requirePresent(database);
    record(worker, transition, clock.instant(), reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void renew(Collection<Worker> workers) throws SQLException {
    var sql =
        "update coordinator.worker set last_seen = ?, heartbeat = ? where worker_id = ? and"
            + " last_seen < ?";
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(sql)) {
      for (var worker : workers) {
        var seen = Timestamp.from(worker.lastSeen());
        update.setTimestamp(1, seen);
        update.setString(2, worker.heartbeat().toJson().toString());
        update.setString(3, worker.id().value());
        update.setTimestamp(4, seen);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private void record(Worker worker, Transition transition, Instant at, String reason) {
    entities.persist(WorkerEventRow.of(worker, transition, reason, at));
  }
}
