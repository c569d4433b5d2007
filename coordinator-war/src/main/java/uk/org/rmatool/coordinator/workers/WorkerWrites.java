package uk.org.rmatool.coordinator.workers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.Json;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.ArrayRows;
import uk.org.rmatool.platform.intent.Intent;

/** Writes changes, many with each statement, in the caller's transaction. */
final class WorkerWrites {
  private static final String[] WORKER = {
    "text",
    "text",
    "text",
    "text",
    "text",
    "smallint",
    "text",
    "text",
    "text",
    "text",
    "text",
    "bigint",
    "text"
  };
  private static final String WORKER_COLUMNS =
      "worker_id, tunnel_url, vpn_ip, api, worker_type, tier, capabilities, services, containers,"
          + " runnable, assigned_services, home_epoch, registered_at";
  private static final String INSERT =
      "insert into coordinator.worker ("
          + WORKER_COLUMNS
          + ") select a, b, c, d, e, f, g, h, i, j, k, l, m::timestamptz from unnest("
          + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as v(a, b, c, d, e, f, g, h, i, j, k, l, m)"
          + " on conflict (worker_id) do nothing returning worker_id, revision";
  private static final String UPDATE =
      "update coordinator.worker w set tunnel_url = b, vpn_ip = c, api = d, worker_type = e, tier ="
          + " f, capabilities = g, services = h, containers = i, runnable = j, assigned_services ="
          + " k, home_epoch = l, registered_at = m::timestamptz, revision ="
          + " nextval('coordinator.worker_revision') from unnest("
          + "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as v(a, b, c, d, e, f, g, h, i, j, k, l, m,"
          + " n) where w.worker_id = a and w.revision = n returning w.worker_id, w.revision";
  private static final String LEASE =
      "insert into coordinator.worker_lease as l (worker_id, last_seen, interval_seconds,"
          + " heartbeat) select a, b::timestamptz, c, d from unnest(?, ?, ?, ?) as v(a, b, c, d) on"
          + " conflict (worker_id) do update set last_seen = greatest(l.last_seen,"
          + " excluded.last_seen), interval_seconds = excluded.interval_seconds, heartbeat ="
          + " excluded.heartbeat";
  private static final String RENEW =
      "update coordinator.worker_lease l set last_seen = b::timestamptz, interval_seconds = c,"
          + " heartbeat = coalesce(d, l.heartbeat) from unnest(?, ?, ?, ?) as v(a, b, c, d) where"
          + " l.worker_id = a and l.last_seen < b::timestamptz";
  private static final String DELETE =
      "delete from coordinator.worker w using unnest(?, ?, ?) as v(a, b, c) where w.worker_id = a"
          + " and w.revision = b and not exists (select from coordinator.worker_lease l where"
          + " l.worker_id = a and l.last_seen > c::timestamptz) returning w.worker_id, w.revision";
  private static final String DELETE_LEASE =
      "delete from coordinator.worker_lease where worker_id = any (?)";
  private static final String INTENT =
      "insert into coordinator.intent as t (worker_id, intent, changed_at) select a, b,"
          + " c::timestamptz from unnest(?, ?, ?) as v(a, b, c) on conflict (worker_id) do update"
          + " set intent = excluded.intent, changed_at = excluded.changed_at where t.changed_at <="
          + " excluded.changed_at";
  private static final String EVENT =
      "insert into coordinator.worker_event (subject, worker_id, at, transition, reason,"
          + " tunnel_url, worker_type, services, home_epoch, intent, origin) select a, b,"
          + " c::timestamptz, d, e, f, g, h, i, j, k from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " as v(a, b, c, d, e, f, g, h, i, j, k)";

  private final Connection connection;
  private final String origin;

  WorkerWrites(Connection connection, String origin) {
    this.connection = connection;
    this.origin = origin;
  }

  /** What a change does. */
  enum Kind {
    INSERT,
    UPDATE,
    DELETE,
    INTENT,
    NOTE
  }

  /**
   * One change and the event that tells of it.
   *
   * @param unlessSeen a deletion is not done when the worker was heard of after this
   */
  record Change(
      Kind kind,
      WorkerEvent event,
      Optional<Worker> worker,
      Optional<Intent> intent,
      OptionalLong unlessSeen) {
    private Worker theWorker() {
      return worker.orElseThrow();
    }
  }

  /**
   * Does all of them; gives the new revision for each, empty where the row was at another revision
   * than the change.
   */
  List<OptionalLong> write(List<Change> changes) throws SQLException {
    var revisions = new HashMap<String, Long>();
    revisions.putAll(insert(of(Kind.INSERT, changes)));
    revisions.putAll(update(of(Kind.UPDATE, changes)));
    leases(
        changes.stream()
            .filter(c -> c.kind() == Kind.INSERT || c.kind() == Kind.UPDATE)
            .map(Change::theWorker)
            .filter(worker -> revisions.containsKey(worker.id().value()))
            .toList());
    revisions.putAll(delete(of(Kind.DELETE, changes)));
    intents(of(Kind.INTENT, changes));
    var results = new ArrayList<OptionalLong>();
    var events = new ArrayList<WorkerEvent>();
    for (var change : changes) {
      var revision = result(change, revisions);
      results.add(revision);
      if (revision.isPresent()) {
        events.add(change.event());
      }
    }
    events(events);
    return results;
  }

  private static OptionalLong result(Change change, Map<String, Long> revisions) {
    return switch (change.kind()) {
      case INTENT, NOTE -> OptionalLong.of(0);
      case INSERT, UPDATE, DELETE -> {
        var revision = revisions.get(change.theWorker().id().value());
        yield revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
      }
    };
  }

  private static List<Change> of(Kind kind, List<Change> changes) {
    return changes.stream().filter(change -> change.kind() == kind).toList();
  }

  private Map<String, Long> insert(List<Change> changes) throws SQLException {
    var rows = new ArrayRows(WORKER);
    changes.forEach(change -> rows.add(columns(change.theWorker()).toArray()));
    return revisions(INSERT, rows);
  }

  private Map<String, Long> update(List<Change> changes) throws SQLException {
    var types = new ArrayList<>(List.of(WORKER));
    types.add("bigint");
    var rows = new ArrayRows(types.toArray(String[]::new));
    for (var change : changes) {
      var columns = columns(change.theWorker());
      columns.add(change.theWorker().revision());
      rows.add(columns.toArray());
    }
    return revisions(UPDATE, rows);
  }

  private static List<@Nullable Object> columns(Worker worker) {
    var columns = new ArrayList<@Nullable Object>();
    columns.add(worker.id().value());
    columns.add(worker.tunnelUrl().toString());
    columns.add(worker.vpnIp().orElse(null));
    columns.add(worker.ours() ? Registration.OURS : null);
    columns.add(worker.type().wireName());
    columns.add(worker.type().tier());
    columns.add(worker.announced().capabilities());
    columns.add(worker.announced().services());
    columns.add(worker.announced().containers());
    columns.add(texts(worker.runnable()));
    columns.add(texts(worker.assigned()));
    columns.add(worker.homeEpoch());
    columns.add(worker.registeredAt().toString());
    return columns;
  }

  private void leases(List<Worker> workers) throws SQLException {
    var rows = new ArrayRows("text", "text", "int", "text");
    workers.forEach(worker -> addLease(rows, worker, true));
    run(LEASE, rows);
  }

  /** Renewals; those of quiet workers leave what was said last. */
  void renew(Collection<Worker> workers, Collection<NodeId> talkative) throws SQLException {
    var rows = new ArrayRows("text", "text", "int", "text");
    workers.forEach(worker -> addLease(rows, worker, talkative.contains(worker.id())));
    run(RENEW, rows);
  }

  private static void addLease(ArrayRows rows, Worker worker, boolean talks) {
    rows.add(
        worker.id().value(),
        worker.lastSeenAt().toString(),
        worker.terms().interval(),
        talks ? worker.heartbeat().toJson().toString() : null);
  }

  private Map<String, Long> delete(List<Change> changes) throws SQLException {
    var rows = new ArrayRows("text", "bigint", "text");
    for (var change : changes) {
      var seen = change.unlessSeen();
      var limit = seen.isPresent() ? Instant.ofEpochMilli(seen.getAsLong()).toString() : "infinity";
      var worker = change.theWorker();
      rows.add(worker.id().value(), worker.revision(), limit);
    }
    var gone = revisions(DELETE, rows);
    if (!gone.isEmpty()) {
      try (var statement = connection.prepareStatement(DELETE_LEASE)) {
        statement.setArray(1, connection.createArrayOf("text", gone.keySet().toArray()));
        statement.executeUpdate();
      }
    }
    return gone;
  }

  private void intents(List<Change> changes) throws SQLException {
    var rows = new ArrayRows("text", "text", "text");
    for (var change : changes) {
      var intent = change.intent().orElseThrow();
      rows.add(
          change.event().id().orElseThrow().value(),
          intent.toJson().toString(),
          Instant.ofEpochMilli(intent.changedAt()).toString());
    }
    run(INTENT, rows);
  }

  private void events(List<WorkerEvent> events) throws SQLException {
    var rows =
        new ArrayRows(
            "text", "text", "text", "text", "text", "text", "text", "text", "bigint", "text",
            "text");
    for (var event : events) {
      rows.add(
          event.id().isPresent() ? "worker" : "registry",
          event.id().map(NodeId::value).orElse(""),
          event.at().toString(),
          event.transition(),
          event.reason(),
          event.worker().map(worker -> worker.tunnelUrl().toString()).orElse(null),
          event.worker().map(worker -> worker.type().wireName()).orElse(null),
          event.worker().map(worker -> texts(worker.provides())).orElse(null),
          event.worker().map(Worker::homeEpoch).orElse(0L),
          event.intent().map(intent -> intent.toJson().toString()).orElse(null),
          origin);
    }
    run(EVENT, rows);
  }

  private void run(String sql, ArrayRows rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(sql)) {
      rows.bind(connection, statement);
      statement.executeUpdate();
    }
  }

  private Map<String, Long> revisions(String sql, ArrayRows rows) throws SQLException {
    if (rows.isEmpty()) {
      return Map.of();
    }
    var revisions = new HashMap<String, Long>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      rows.bind(connection, statement);
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          revisions.put(found.getString(1), found.getLong(2));
        }
      }
    }
    return revisions;
  }

  private static String texts(Collection<String> texts) {
    return texts.isEmpty() ? "[]" : Json.createArrayBuilder(texts).build().toString();
  }
}
