package uk.org.rmatool.coordinator.rebalancing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;

/** Workers that start what they are given when told to, unless it is broken there. */
final class SimulatedFleet implements Fleet {
  final Map<NodeId, Candidate> workers = new LinkedHashMap<>();
  final Map<String, Integer> deployed = new HashMap<>();
  final List<Move> moves = new ArrayList<>();
  private final Map<NodeId, Set<String>> broken = new HashMap<>();
  int looks;
  private int joined;

  /** A worker that runs some services and could run others as well. */
  NodeId join(Set<String> runnable, String... running) {
    var id = new NodeId("w%02d".formatted(joined++));
    var services = List.of(running);
    put(new Candidate(id, Standing.OPEN, services, Set.copyOf(services), Set.of(), runnable, 0));
    broken.put(id, new HashSet<>());
    return id;
  }

  void leave(NodeId id) {
    workers.remove(id);
  }

  void become(NodeId id, Standing standing) {
    var w = workers.get(id);
    put(new Candidate(id, standing, w.assigned(), w.running(), w.failed(), w.runnable(), w.load()));
  }

  void load(NodeId id, double load) {
    var w = workers.get(id);
    put(new Candidate(id, w.standing(), w.assigned(), w.running(), w.failed(), w.runnable(), load));
  }

  /** From now on a service does not work there. */
  void breakService(NodeId id, String service) {
    broken.get(id).add(service);
    settle(id);
  }

  /** Everything that can start has started. */
  void settle() {
    List.copyOf(workers.keySet()).forEach(this::settle);
  }

  private void settle(NodeId id) {
    var w = workers.get(id);
    var running = new HashSet<>(w.assigned());
    running.removeAll(broken.get(id));
    var failed = new HashSet<>(w.assigned());
    failed.retainAll(broken.get(id));
    put(new Candidate(id, w.standing(), w.assigned(), running, failed, w.runnable(), w.load()));
  }

  @Override
  public long version() {
    return workers.hashCode();
  }

  @Override
  public List<Candidate> candidates() {
    looks++;
    return List.copyOf(workers.values());
  }

  @Override
  public int elsewhere(String service) {
    return deployed.getOrDefault(service, 0);
  }

  @Override
  public void reassign(NodeId id, List<String> before, List<String> services, String reason) {
    moves.add(new Move(id, before, services, reason));
    var w = workers.get(id);
    if (!w.assigned().equals(before)) {
      return;
    }
    var running = new HashSet<>(w.running());
    running.retainAll(services);
    var failed = new HashSet<>(w.failed());
    failed.retainAll(services);
    put(new Candidate(id, w.standing(), services, running, failed, w.runnable(), w.load()));
  }

  List<String> assigned(NodeId id) {
    return workers.get(id).assigned();
  }

  /** Those that get calls and have the service. */
  Stream<Candidate> counted(String service) {
    return workers.values().stream()
        .filter(w -> w.standing() == Standing.OPEN || w.standing() == Standing.CORDONED)
        .filter(w -> w.assigned().contains(service));
  }

  int total(String service) {
    return elsewhere(service) + (int) counted(service).count();
  }

  int sound(String service) {
    return elsewhere(service)
        + (int) counted(service).filter(w -> !w.failed().contains(service)).count();
  }

  int running(String service) {
    return elsewhere(service)
        + (int) counted(service).filter(w -> w.running().contains(service)).count();
  }

  private void put(Candidate worker) {
    workers.put(worker.id(), worker);
  }
}
