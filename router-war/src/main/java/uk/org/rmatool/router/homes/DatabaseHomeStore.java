package uk.org.rmatool.router.homes;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.DatabaseProbe;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.history.EventRow;
import uk.org.rmatool.router.replicas.Replicas;
import uk.org.rmatool.router.replicas.Topic;

/**
 * The tables of homes and releases in PostgreSQL; every method is a transaction of its own. Who
 * changes a home names its epoch, so that of two replicas only one does.
 */
@Component
class DatabaseHomeStore implements HomeStore {
  private static final int MAX_RELEASES = 1_000;
  private static final String INSERT =
      "insert into router.home (coordinator_id, home_epoch, tunnel_url, registration, assigned,"
          + " registered_at, last_seen, worker_id) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict"
          + " (worker_id) do nothing";
  private static final String UPDATE =
      "update router.home set coordinator_id = ?, home_epoch = ?, tunnel_url = ?, registration ="
          + " ?, assigned = ?, registered_at = ?, last_seen = ? where worker_id = ? and home_epoch"
          + " = ?";
  private static final String DELETE =
      "delete from router.home where worker_id = ? and home_epoch = ?";

  @PersistenceContext(unitName = "router")
  private EntityManager entities;

  @Resource(lookup = "jdbc/rma")
  private DataSource database;

  private final Replicas replicas;
  private final Clock clock;

  @Inject
  DatabaseHomeStore(Replicas replicas, Clock clock) {
    this.replicas = replicas;
    this.clock = clock;
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Home> all() {
    DatabaseProbe.requirePresent(database);
    return entities.createQuery("select h from HomeRow h", HomeRow.class).getResultList().stream()
        .map(HomeRow::toHome)
        .toList();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public Optional<Home> find(NodeId worker) {
    DatabaseProbe.requirePresent(database);
    return Optional.ofNullable(entities.find(HomeRow.class, worker.value())).map(HomeRow::toHome);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Home> find(Collection<NodeId> workers) {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery("select h from HomeRow h where h.workerId in :ids", HomeRow.class)
        .setParameter("ids", workers.stream().map(NodeId::value).toList())
        .getResultList()
        .stream()
        .map(HomeRow::toHome)
        .toList();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Home> at(NodeId coordinator) {
    DatabaseProbe.requirePresent(database);
    return entities
        .createQuery("select h from HomeRow h where h.coordinatorId = :id", HomeRow.class)
        .setParameter("id", coordinator.value())
        .getResultList()
        .stream()
        .map(HomeRow::toHome)
        .toList();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean save(Home home, long before, Collection<NodeId> left, List<HomeEvent> events)
      throws SQLException {
    DatabaseProbe.requirePresent(database);
    if (!write(home, before)) {
      return false;
    }
    tell(home.worker());
    record(home, events);
    entities // it is this one's again
        .createNativeQuery(
            "delete from router.release where coordinator_id = ?1 and worker_id = ?2")
        .setParameter(1, home.coordinator().value())
        .setParameter(2, home.worker().value())
        .executeUpdate();
    for (var coordinator : left) {
      release(coordinator, home.worker(), home.epoch());
    }
    return true;
  }

  private boolean write(Home home, long before) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(before == 0 ? INSERT : UPDATE)) {
      statement.setString(1, home.coordinator().value());
      statement.setLong(2, home.epoch());
      statement.setString(3, home.tunnelUrl());
      statement.setString(4, home.registration());
      statement.setString(5, home.assigned());
      statement.setTimestamp(6, Timestamp.from(home.registeredAt()));
      statement.setTimestamp(7, Timestamp.from(home.lastSeen()));
      statement.setString(8, home.worker().value());
      if (before != 0) {
        statement.setLong(9, before);
      }
      return statement.executeUpdate() == 1;
    }
  }

  private void tell(NodeId worker) throws SQLException {
    try (var connection = database.getConnection()) {
      replicas.tell(connection, Topic.HOME, worker);
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public boolean remove(Home home, boolean release, List<HomeEvent> events) throws SQLException {
    DatabaseProbe.requirePresent(database);
    if (!delete(home)) {
      return false;
    }
    tell(home.worker());
    record(home, events);
    if (release) {
      release(home.coordinator(), home.worker(), home.epoch() + 1);
    }
    return true;
  }

  private boolean delete(Home home) throws SQLException {
    try (var connection = database.getConnection();
        var delete = connection.prepareStatement(DELETE)) {
      delete.setString(1, home.worker().value());
      delete.setLong(2, home.epoch());
      return delete.executeUpdate() == 1;
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void release(NodeId worker, long epoch, Collection<NodeId> coordinators)
      throws SQLException {
    var home = find(worker).map(Home::coordinator);
    for (var coordinator : coordinators) {
      if (home.filter(coordinator::equals).isEmpty()) {
        release(coordinator, worker, epoch);
      }
    }
    tell(worker);
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void renew(Collection<Home> homes) throws SQLException {
    try (var connection = database.getConnection();
        var update =
            connection.prepareStatement(
                "update router.home set last_seen = ?, assigned = ? where worker_id = ? and"
                    + " last_seen < ?")) {
      for (var home : homes) {
        var seen = Timestamp.from(home.lastSeen());
        update.setTimestamp(1, seen);
        update.setString(2, home.assigned());
        update.setString(3, home.worker().value());
        update.setTimestamp(4, seen);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void forgetBefore(Instant limit) {
    DatabaseProbe.requirePresent(database);
    entities
        .createQuery("delete from HomeRow h where h.lastSeen < :limit")
        .setParameter("limit", limit)
        .executeUpdate();
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public List<Release> releases(NodeId coordinator) throws SQLException {
    var sql =
        "select worker_id, home_epoch from router.release where coordinator_id = ? order by"
            + " worker_id limit ?";
    try (var connection = database.getConnection();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, coordinator.value());
      query.setInt(2, MAX_RELEASES);
      var releases = new ArrayList<Release>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          releases.add(new Release(new NodeId(rows.getString(1)), rows.getLong(2)));
        }
      }
      return releases;
    }
  }

  @Override
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public void released(NodeId coordinator, Collection<Release> done) throws SQLException {
    try (var connection = database.getConnection();
        var delete =
            connection.prepareStatement(
                "delete from router.release where coordinator_id = ? and worker_id = ? and"
                    + " home_epoch = ?")) {
      for (var release : done) {
        delete.setString(1, coordinator.value());
        delete.setString(2, release.worker().value());
        delete.setLong(3, release.epoch());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private void release(NodeId coordinator, NodeId worker, long epoch) throws SQLException {
    var sql =
        "insert into router.release (coordinator_id, worker_id, home_epoch) values (?, ?, ?) on"
            + " conflict (coordinator_id, worker_id) do update set home_epoch ="
            + " greatest(release.home_epoch, excluded.home_epoch)";
    try (var connection = database.getConnection();
        var insert = connection.prepareStatement(sql)) {
      insert.setString(1, coordinator.value());
      insert.setString(2, worker.value());
      insert.setLong(3, epoch);
      insert.executeUpdate();
    }
  }

  private void record(Home home, List<HomeEvent> events) {
    for (var event : events) {
      entities.persist(
          EventRow.ofHome(
              home.worker(),
              home.coordinator(),
              home.tunnelUrl(),
              home.epoch(),
              clock.instant(),
              event.transition(),
              event.reason()));
    }
  }
}
