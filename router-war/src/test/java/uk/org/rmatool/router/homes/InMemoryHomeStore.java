package uk.org.rmatool.router.homes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;

/** A store of all replicas that remembers until the test ends. */
final class InMemoryHomeStore implements HomeStore {
  final Map<NodeId, Home> rows = new LinkedHashMap<>();
  final List<String> events = new ArrayList<>();
  final Map<NodeId, List<Release>> releases = new LinkedHashMap<>();

  @Override
  public List<Home> all() {
    return List.copyOf(rows.values());
  }

  @Override
  public synchronized Optional<Home> find(NodeId worker) {
    return Optional.ofNullable(rows.get(worker));
  }

  @Override
  public synchronized List<Home> find(Collection<NodeId> workers) {
    return rows.values().stream().filter(home -> workers.contains(home.worker())).toList();
  }

  @Override
  public List<Home> at(NodeId coordinator) {
    return rows.values().stream().filter(h -> h.coordinator().equals(coordinator)).toList();
  }

  @Override
  public synchronized boolean save(
      Home home, long before, Collection<NodeId> left, List<HomeEvent> happened) {
    if (find(home.worker()).map(Home::epoch).orElse(0L) != before) {
      return false;
    }
    rows.put(home.worker(), home);
    happened.forEach(event -> events.add(home.worker() + " " + event.transition()));
    left.forEach(id -> release(id, home.worker(), home.epoch()));
    releases
        .getOrDefault(home.coordinator(), new ArrayList<>())
        .removeIf(release -> release.worker().equals(home.worker()));
    return true;
  }

  @Override
  public synchronized boolean remove(Home home, boolean release, List<HomeEvent> happened) {
    if (find(home.worker()).filter(row -> row.epoch() == home.epoch()).isEmpty()) {
      return false;
    }
    rows.remove(home.worker());
    happened.forEach(event -> events.add(home.worker() + " " + event.transition()));
    if (release) {
      release(home.coordinator(), home.worker(), home.epoch() + 1);
    }
    return true;
  }

  @Override
  public synchronized void release(NodeId worker, long epoch, Collection<NodeId> coordinators) {
    var home = find(worker).map(Home::coordinator);
    coordinators.stream()
        .filter(id -> home.filter(id::equals).isEmpty())
        .forEach(id -> release(id, worker, epoch));
  }

  @Override
  public void renew(Collection<Home> homes) {
    homes.forEach(home -> rows.replace(home.worker(), home));
  }

  @Override
  public void forgetBefore(Instant limit) {
    rows.values().removeIf(home -> home.lastSeen().isBefore(limit));
  }

  @Override
  public List<Release> releases(NodeId coordinator) {
    return List.copyOf(releases.getOrDefault(coordinator, List.of()));
  }

  @Override
  public void released(NodeId coordinator, Collection<Release> done) {
    releases.getOrDefault(coordinator, new ArrayList<>()).removeAll(done);
  }

  private void release(NodeId coordinator, NodeId worker, long epoch) {
    releases.computeIfAbsent(coordinator, id -> new ArrayList<>()).add(new Release(worker, epoch));
  }
}
