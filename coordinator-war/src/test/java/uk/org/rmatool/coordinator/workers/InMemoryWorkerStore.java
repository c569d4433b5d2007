package uk.org.rmatool.coordinator.workers;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.database.Replica.Presence;
import uk.org.rmatool.platform.intent.Intent;

/** A store that remembers until the test ends, and fails when it is told to. */
final class InMemoryWorkerStore implements WorkerStore {
  final Map<NodeId, Worker> rows = new LinkedHashMap<>();
  final Map<NodeId, Intent> intents = new HashMap<>();
  final List<String> events = new ArrayList<>();
  Instant ended = Instant.MIN;
  int replicas = 2;
  int presences;
  final List<Worker> renewals = new ArrayList<>();
  final Set<NodeId> changedElsewhere = new HashSet<>();
  boolean away;
  private long revision;

  /** What another thread or replica does just before a row is saved or removed. */
  Consumer<Worker> before = worker -> {};

  @Override
  public synchronized Known all() {
    requireThere();
    return new Known(List.copyOf(rows.values()), Map.copyOf(intents));
  }

  @Override
  public synchronized List<Worker> find(Collection<NodeId> ids) {
    requireThere();
    return ids.stream().map(rows::get).filter(Objects::nonNull).toList();
  }

  @Override
  public synchronized Map<NodeId, Intent> intents(Collection<NodeId> ids) {
    requireThere();
    var found = new HashMap<>(intents);
    found.keySet().retainAll(Set.copyOf(ids));
    return found;
  }

  @Override
  public synchronized Optional<Worker> save(Worker worker, WorkerEvent event) {
    requireThere();
    before.accept(worker);
    var known = rows.get(worker.id());
    if ((known == null ? 0 : known.revision()) != worker.revision()) {
      return Optional.empty();
    }
    var saved = worker.withRevision(++revision);
    rows.put(worker.id(), saved);
    note(List.of(event));
    return Optional.of(saved);
  }

  @Override
  public synchronized boolean remove(Worker worker, WorkerEvent event) {
    requireThere();
    before.accept(worker);
    var known = rows.get(worker.id());
    if (known == null || known.revision() != worker.revision()) {
      return false;
    }
    rows.remove(worker.id());
    ended = event.at();
    note(List.of(event));
    return true;
  }

  @Override
  public synchronized boolean expire(Worker worker, WorkerEvent event) {
    requireThere();
    var known = rows.get(worker.id());
    return (known == null || known.lastSeen() <= worker.lastSeen()) && remove(worker, event);
  }

  @Override
  public synchronized void keep(NodeId worker, Intent intent, WorkerEvent event) {
    requireThere();
    intents.merge(worker, intent, Intent::orLater);
    note(List.of(event));
  }

  @Override
  public synchronized void note(List<WorkerEvent> added) {
    requireThere();
    added.forEach(
        event ->
            events.add(
                event.id().map(NodeId::value).orElse("registry") + " " + event.transition()));
  }

  @Override
  public synchronized void renew(Collection<Worker> workers, Set<NodeId> talkative) {
    requireThere();
    for (var worker : workers) {
      renewals.add(worker);
      rows.computeIfPresent(
          worker.id(),
          (id, row) ->
              row.seen(
                  talkative.contains(id) ? worker.heartbeat() : row.heartbeat(),
                  worker.lastSeen(),
                  worker.terms()));
    }
  }

  @Override
  public synchronized Set<NodeId> changedByOthers() {
    requireThere();
    var changed = Set.copyOf(changedElsewhere);
    changedElsewhere.clear();
    return changed;
  }

  @Override
  public synchronized List<Renewal> renewedAfter(Instant time) {
    requireThere();
    return rows.values().stream()
        .filter(row -> row.lastSeenAt().isAfter(time))
        .map(row -> new Renewal(row.id(), row.lastSeen(), row.terms().interval(), row.heartbeat()))
        .toList();
  }

  @Override
  public Presence present() {
    presences++;
    return new Presence(replicas, true);
  }

  @Override
  public int leave() {
    requireThere();
    return --replicas;
  }

  @Override
  public List<History.Event> history(NodeId worker, long before, int limit) {
    throw new UnsupportedOperationException();
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException(new SQLException("away", "08006"));
    }
  }
}
