package uk.org.rmatool.router.coordinators;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * The table in PostgreSQL, read through JPA and changed by comparing revisions. The transactions
 * are here and not around the resources, because the registry shows and acknowledges a change only
 * after its commit.
 */
@Component
class DatabaseCoordinatorStore implements CoordinatorStore {
  private static final String INSERT =
      "insert into router.coordinator (tunnel_url, location, dht_port, source_address, services,"
          + " workers, registered_at, last_seen, coordinator_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (coordinator_id) do nothing returning revision";
  private static final String UPDATE =
      "update router.coordinator set tunnel_url = ?, location = ?, dht_port = ?, source_address ="
          + " ?, services = ?, workers = ?, registered_at = ?, last_seen = ?, revision ="
          + " nextval('router.coordinator_revision') where coordinator_id = ? and revision = ?"
          + " returning revision";
  private static final String RENEW =
      "update router.coordinator set last_seen = ?, services = coalesce(?, services), workers ="
          + " coalesce(?, workers) where"
          + " coordinator_id = ? and last_seen <= ?";
  private static final String DELETE =
      "delete from router.coordinator where coordinator_id = ? and revision = ? and last_seen <="
          + " ?::timestamptz";
  private static final String FOREVER = "infinity";

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
  public Optional<Coordinator> save(Coordinator coordinator, String transition, String reason) {
    var saved = call(connection -> write(connection, coordinator));
    if (saved.isPresent()) {
      tell(coordinator.id());
      record(coordinator, transition, clock.instant(), reason);
    }
    return saved;
  }

  private static Optional<Coordinator> write(Connection connection, Coordinator coordinator)
      throws SQLException {
    var isNew = coordinator.revision() == 0;
    try (var statement = connection.prepareStatement(isNew ? INSERT : UPDATE)) {
      statement.setString(1, coordinator.tunnelUrl().toString());
      statement.setString(2, coordinator.location());
      statement.setObject(3, coordinator.dhtPort().orElse(null), Types.INTEGER);
      statement.setString(4, coordinator.sourceAddress());
      statement.setString(5, CoordinatorRow.text(coordinator));
      statement.setObject(6, coordinator.digest().workers().orElse(null), Types.INTEGER);
      statement.setTimestamp(7, Timestamp.from(coordinator.registeredAt()));
      statement.setTimestamp(8, Timestamp.from(coordinator.lastSeen()));
      statement.setString(9, coordinator.id().value());
      if (!isNew) {
        statement.setLong(10, coordinator.revision());
      }
      try (var row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(coordinator.withRevision(row.getLong(1)))
            : Optional.empty();
      }
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean remove(Coordinator coordinator, String transition, String reason) {
    return delete(coordinator, FOREVER, transition, clock.instant(), reason);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean expire(Coordinator coordinator, Instant end, String reason) {
    return delete(coordinator, coordinator.lastSeen().toString(), "expired", end, reason);
  }

  private boolean delete(
      Coordinator coordinator, String unlessSeen, String transition, Instant at, String reason) {
    var gone =
        call(
            connection -> {
              try (var delete = connection.prepareStatement(DELETE)) {
                delete.setString(1, coordinator.id().value());
                delete.setLong(2, coordinator.revision());
                delete.setString(3, unlessSeen);
                return delete.executeUpdate() == 1;
              }
            });
    if (gone) {
      tell(coordinator.id());
      record(coordinator, transition, at, reason);
    }
    return gone;
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void renew(Collection<Coordinator> coordinators, Set<NodeId> talkative)
      throws SQLException {
    try (var connection = database.getConnection();
        var update = connection.prepareStatement(RENEW)) {
      for (var coordinator : coordinators) {
        var talks = talkative.contains(coordinator.id());
        var seen = Timestamp.from(coordinator.lastSeen());
        update.setTimestamp(1, seen);
        update.setString(2, talks ? CoordinatorRow.text(coordinator) : null);
        update.setObject(
            3, talks ? coordinator.digest().workers().orElse(null) : null, Types.INTEGER);
        update.setString(4, coordinator.id().value());
        update.setTimestamp(5, seen);
        update.addBatch();
      }
      update.executeBatch();
    }
    talkative.forEach(this::tell);
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

  private <T> T call(Connections.Work<T> work) {
    DatabaseProbe.requirePresent(database);
    return Connections.call(database, work);
  }

  private void tell(NodeId coordinator) {
    Connections.run(
        database, connection -> replicas.tell(connection, Topic.COORDINATOR, coordinator));
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
