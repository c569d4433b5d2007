package uk.org.rmatool.coordinator.workers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import uk.org.rmatool.api.NodeId;

/** A store that remembers until the test ends, and fails when it is told to. */
final class InMemoryWorkerStore implements WorkerStore {
  final Map<NodeId, Worker> rows = new LinkedHashMap<>();
  final List<String> events = new ArrayList<>();
  Instant ended = Instant.MIN;
  final List<Worker> renewals = new ArrayList<>();
  boolean away;
  boolean lockTaken;

  /** What another thread does just before a row is removed. */
  Consumer<Worker> beforeRemoval = worker -> {};

  @Override
  public List<Worker> all() {
    requireThere();
    return List.copyOf(rows.values());
  }

  @Override
  public void save(Worker worker, Transition transition, String reason) {
    note(worker, transition, reason);
    rows.put(worker.id(), worker);
  }

  @Override
  public void remove(Worker worker, Transition transition, Instant at, String reason) {
    ended = at;
    beforeRemoval.accept(worker);
    note(worker, transition, reason);
    rows.remove(worker.id());
  }

  @Override
  public void note(Worker worker, Transition transition, String reason) {
    requireThere();
    events.add(worker.id() + " " + transition.wireName());
  }

  @Override
  public void renew(Collection<Worker> workers) {
    requireThere();
    for (var worker : workers) {
      renewals.add(worker);
      rows.computeIfPresent(
          worker.id(), (id, row) -> row.seen(worker.heartbeat(), worker.lastSeen()));
    }
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException(new java.sql.SQLException("away", "08006"));
    }
  }
}
