package uk.org.rmatool.router.coordinators;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/** A store that remembers until the test ends, and fails when it is told to. */
public final class InMemoryCoordinatorStore implements CoordinatorStore {
  final Map<NodeId, Coordinator> rows = new LinkedHashMap<>();
  final List<String> events = new ArrayList<>();
  Instant ended = Instant.MIN;
  final List<Coordinator> renewals = new ArrayList<>();
  boolean away;

  @Override
  public List<Coordinator> all() {
    requireThere();
    return List.copyOf(rows.values());
  }

  @Override
  public Optional<Coordinator> find(NodeId id) {
    return Optional.ofNullable(rows.get(id));
  }

  @Override
  public void save(Coordinator coordinator, String transition, String reason) {
    requireThere();
    rows.put(coordinator.id(), coordinator);
    events.add(coordinator.id() + " " + transition);
  }

  @Override
  public void remove(Coordinator coordinator, String transition, Instant at, String reason) {
    ended = at;
    requireThere();
    rows.remove(coordinator.id());
    events.add(coordinator.id() + " " + transition);
  }

  @Override
  public void note(Collection<Changes.Noted> changes) {
    requireThere();
    changes.forEach(
        noted ->
            events.add(
                noted.change().node().map(Object::toString).orElse("registry")
                    + " "
                    + noted.transition()));
  }

  @Override
  public void renew(Collection<Coordinator> coordinators) {
    requireThere();
    renewals.addAll(coordinators);
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException(new SQLException("away", "08006"));
    }
  }
}
