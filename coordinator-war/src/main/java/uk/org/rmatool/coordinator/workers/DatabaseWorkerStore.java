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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The tables in PostgreSQL. The transactions are here and not around the resources, because the
 * registry shows and acknowledges a change only after its commit.
 */
@Component
class DatabaseWorkerStore implements WorkerStore {
  /** Held by the replica that cleans up, for as long as its transaction runs. */
  private static final long CLEANUP_LOCK = 0x726d615f636c6e31L;

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
  @Transactional(TxType.REQUIRES_NEW)
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
  @Transactional(TxType.REQUIRES_NEW)
  public void save(Worker worker, Transition transition, String reason) {
    DatabaseProbe.requirePresent(database);
    entities.merge(WorkerRow.of(worker));
    record(worker, transition, reason);
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public void remove(Worker worker, Transition transition, String reason) {
    DatabaseProbe.requirePresent(database);
    entities
        .createQuery("delete from WorkerRow w where w.workerId = :id")
        .setParameter("id", worker.id().value())
        .executeUpdate();
    record(worker, transition, reason);
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public void note(Worker worker, Transition transition, String reason) {
    DatabaseProbe.requirePresent(database);
    record(worker, transition, reason);
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
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

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public Optional<Integer> whileHoldingCleanupLock(Supplier<Integer> work) {
    DatabaseProbe.requirePresent(database);
    var taken =
        entities
            .createNativeQuery("select pg_try_advisory_xact_lock(" + CLEANUP_LOCK + ")")
            .getSingleResult();
    return Boolean.TRUE.equals(taken) ? Optional.of(work.get()) : Optional.empty();
  }

  private void record(Worker worker, Transition transition, String reason) {
    entities.persist(WorkerEventRow.of(worker, transition, reason, clock.instant()));
  }
}
