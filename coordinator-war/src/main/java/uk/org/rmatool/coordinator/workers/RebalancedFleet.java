package uk.org.rmatool.coordinator.workers;

import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.rebalancing.Candidate;
import uk.org.rmatool.coordinator.rebalancing.Candidate.Standing;
import uk.org.rmatool.platform.wiring.Component;

/** The fleet as rebalancing sees it. */
@Component
class RebalancedFleet implements uk.org.rmatool.coordinator.rebalancing.Fleet {
  private static final List<String> RUNNING = List.of("running");

  private final Fleet fleet;
  private final WorkerRegistry registry;

  @Inject
  RebalancedFleet(Fleet fleet, WorkerRegistry registry) {
    this.fleet = fleet;
    this.registry = registry;
  }

  @Override
  public long version() {
    return fleet.version();
  }

  @Override
  public List<Candidate> candidates() {
    return fleet.live().stream().filter(Worker::ours).map(this::candidate).toList();
  }

  private Candidate candidate(Worker worker) {
    return new Candidate(
        worker.id(),
        standing(worker),
        worker.assigned(),
        saying(worker, RUNNING),
        saying(worker, ServiceTroubles.WORDS),
        worker.runnable(),
        worker.heartbeat().currentLoad());
  }

  /** The services whose state begins with one of these words. */
  private static Set<String> saying(Worker worker, List<String> words) {
    var saying = new HashSet<String>();
    worker
        .heartbeat()
        .servicesStatus()
        .forEach(
            (service, state) -> {
              if (words.stream().anyMatch(state::startsWith)) {
                saying.add(service);
              }
            });
    return saying;
  }

  private Standing standing(Worker worker) {
    var intent = fleet.intent(worker.id());
    if (intent.drain()) {
      return Standing.DRAINED;
    }
    if (!fleet.isServing(worker) || worker.isPaused()) {
      return Standing.AWAY;
    }
    return intent.takesMore() ? Standing.OPEN : Standing.CORDONED;
  }

  @Override
  public int elsewhere(String service) {
    return (int)
        fleet.view().providers(service).all().stream()
            .filter(worker -> !worker.ours() || !worker.assigned().contains(service))
            .filter(fleet::isHealthy)
            .count();
  }

  @Override
  public void reassign(NodeId worker, List<String> before, List<String> services, String reason) {
    registry.reassign(worker, before, services, reason);
  }
}
