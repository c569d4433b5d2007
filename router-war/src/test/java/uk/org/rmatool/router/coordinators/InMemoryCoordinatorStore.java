package uk.org.rmatool.router.coordinators;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.NodeId;

/** A store of all replicas that remembers until the test ends, and fails when it is told to. */
public final class InMemoryCoordinatorStore implements CoordinatorStore {
  final Map<NodeId, Coordinator> rows = new LinkedHashMap<>();
  final List<String> events = new ArrayList<>();
  Instant ended = Instant.MIN;
  final List<Coordinator> renewals = new ArrayList<>();
  Set<NodeId> talkative = Set.of();
  boolean away;
  private long revision;

  @Override
  public synchronized List<Coordinator> all() {
    requireThere();
    return List.copyOf(rows.values());
  }

  @Override
  public synchronized Optional<Coordinator> find(NodeId id) {
    requireThere();
    return Optional.ofNullable(rows.get(id));
  }

  @Override
  public synchronized Optional<Coordinator> save(
      Coordinator coordinator, String transition, String reason) {
    requireThere();
    if (!isAt(coordinator)) {
      return Optional.empty();
    }
    revision++;
    rows.put(coordinator.id(), coordinator.withRevision(revision));
    events.add(coordinator.id() + " " + transition);
    return find(coordinator.id());
  }

  private boolean isAt(Coordinator coordinator) {
    var row = Optional.ofNullable(rows.get(coordinator.id()));
    return row.map(Coordinator::revision).orElse(0L) == coordinator.revision();
  }

  @Override
  public synchronized boolean remove(Coordinator coordinator, String transition, String reason) {
    requireThere();
    if (!isAt(coordinator)) {
      return false;
    }
    rows.remove(coordinator.id());
    events.add(coordinator.id() + " " + transition);
    return true;
  }

  @Override
  public synchronized boolean expire(Coordinator coordinator, Instant end, String reason) {
    ended = end;
    requireThere();
    return rows.get(coordinator.id()) instanceof Coordinator row
        && !row.lastSeen().isAfter(coordinator.lastSeen())
        && remove(coordinator, "expired", reason);
  }

  @Override
  public synchronized void note(Collection<Changes.Noted> changes) {
    requireThere();
    changes.forEach(
        noted ->
            events.add(
                noted.change().node().map(Object::toString).orElse("registry")
                    + " "
                    + noted.transition()));
  }

  @Override
  public synchronized void renew(Collection<Coordinator> coordinators, Set<NodeId> changed) {
    requireThere();
    renewals.addAll(coordinators);
    talkative = Set.copyOf(changed);
    for (var coordinator : coordinators) {
      rows.computeIfPresent(coordinator.id(), (id, row) -> row.heard(coordinator));
    }
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException(new SQLException("away", "08006"));
    }
  }
}
