package uk.org.rmatool.coordinator.traffic;

import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.dataplane.balancing.Pool;
import uk.org.rmatool.dataplane.balancing.Target;

/**
 * The workers that a service can be called at, as they are at the moment of asking, without looking
 * at all of them.
 *
 * @param model what they have to have loaded; empty when it does not matter
 * @param able who could be called a moment ago
 */
record Providers(Fleet fleet, String service, Optional<String> model, List<Worker> able)
    implements Pool {
  static Providers of(Fleet fleet, String service, Optional<String> model) {
    var seen = fleet.view().providers(service);
    return new Providers(
        fleet,
        service,
        model,
        model.map(name -> seen.models().getOrDefault(name, List.of())).orElse(seen.able()));
  }

  @Override
  public int size() {
    return able.size();
  }

  @Override
  public Target get(int index) {
    var worker = able.get(index);
    return callable(worker.id()).map(this::target).orElseGet(() -> gone(worker));
  }

  @Override
  public Optional<Target> find(String node) {
    return callable(new NodeId(node)).map(this::target);
  }

  /** The worker, if it can be called now. */
  Optional<Worker> callable(NodeId id) {
    return fleet
        .find(id)
        .filter(worker -> worker.serves(service) && hasModel(worker) && fleet.isHealthy(worker));
  }

  private boolean hasModel(Worker worker) {
    return model.isEmpty() || worker.heartbeat().loadedModels().contains(model.get());
  }

  private Target target(Worker worker) {
    return new Target(
        worker.id().value(),
        fleet.intent(worker.id()).weight(),
        worker.registeredAt(),
        worker.heartbeat().activeRequests());
  }

  private static Target gone(Worker worker) {
    return new Target(worker.id().value(), 0, worker.registeredAt(), 0);
  }
}
