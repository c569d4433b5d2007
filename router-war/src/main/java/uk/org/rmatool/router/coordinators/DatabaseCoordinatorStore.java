package uk.org.rmatool.router.coordinators;

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
import java.util.Optional;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.Connections;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.EventRow;
import uk.org.rmatool.router.history.Subject;
import uk.org.rmatool.router.replicas.Replicas;
import uk.org.rmatool.router.replicas.Topic;

/**
 * The table in PostgreSQL. The transactions are here and not around the resources, because the
 * registry shows and acknowledges a change only after its commit.
 */
@Component
class DatabaseCoordinatorStore implements CoordinatorStore {
  @PersistenceContext(unitName = "router")
  private EntityManager entities;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Replicas replicas;
  private final Clock clock;

  @Inject
  DatabaseCoordinatorStore(Replicas replicas, Clock clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Coordinator> all() {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery("select c from CoordinatorRow c", CoordinatorRow.class)
        .getResultList()
        .stream()
        .map(CoordinatorRow::toCoordinator)
        .toList();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public Optional<Coordinator> find(NodeId id) {
    DatabaseProbe.requirePresent(database);
    return Optional.ofNullable(entities.find(CoordinatorRow.class, id.value()))
        .map(CoordinatorRow::toCoordinator);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void save(Coordinator coordinator, String transition, String reason) {
    tell(coordinator);
    entities.merge(CoordinatorRow.of(coordinator));
    record(coordinator, transition, clock.instant(), reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void remove(Coordinator coordinator, String transition, Instant at, String reason) {
    tell(coordinator);
    entities
        .createQuery("delete from CoordinatorRow c where c.coordinatorId = :id")
        .setParameter("id", coordinator.id().value())
        .executeUpdate();
    record(coordinator, transition, at, reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void renew(Collection<Coordinator> coordinators) throws SQLException {
    var sql =
        "update router.coordinator set last_seen = ?, services = ? where coordinator_id = ? and"
            + " last_seen <= ?";
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(sql)) {
      for (var coordinator : coordinators) {
        var seen = Timestamp.from(coordinator.lastSeen());
        update.setTimestamp(1, seen);
        update.setString(2, CoordinatorRow.text(coordinator));
        update.setString(3, coordinator.id().value());
        update.setTimestamp(4, seen);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void note(Collection<Changes.Noted> changes) {
    DatabaseProbe.requirePresent(database);
    for (var noted : changes) {
      var node = noted.change().node();
      entities.persist(
          EventRow.of(
              node.isPresent() ? Subject.COORDINATOR : Subject.REGISTRY,
              node.orElse(Subject.COORDINATORS),
              noted.at(),
              noted.transition(),
              noted.change().reason()));
    }
  }

  private void tell(Coordinator coordinator) {
    DatabaseProbe.requirePresent(database);
    Connections.run(
        database, connection -> replicas.tell(connection, Topic.COORDINATOR, coordinator.id()));
  }

  private void record(Coordinator coordinator, String transition, Instant at, String reason) {
    entities.persist(
        EventRow.ofCoordinator(
            coordinator.id(),
            coordinator.tunnelUrl(),
            coordinator.location(),
            at,
            transition,
            reason));
  }
}
