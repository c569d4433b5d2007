package uk.org.rmatool.coordinator.traffic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.coordinator.workers.Fleet;
import uk.org.rmatool.coordinator.workers.Worker;
import uk.org.rmatool.platform.intent.Intent;

/**
 * Takes some providers of a service by chance, each as often as operators weigh it, without looking
 * at all of them.
 */
final class Candidates {
  private static final int TRIES = 8;

  private final Fleet fleet;
  private final RandomGenerator random;

  Candidates(Fleet fleet, RandomGenerator random) {
    this.fleet = fleet;
    this.random = random;
  }

  /** Different workers that the service can be called at now; none only when there is none. */
  List<Worker> pick(String service, int most) {
    var able = fleet.view().providers(service).able();
    var picked = new LinkedHashMap<NodeId, Worker>();
    for (int i = 0; i < most * TRIES && picked.size() < Math.min(most, able.size()); i++) {
      var id = able.get(random.nextInt(able.size())).id();
      if (random.nextInt(Intent.FULL_WEIGHT) < fleet.intent(id).weight()) {
        callable(id, service).ifPresent(worker -> picked.putIfAbsent(id, worker));
      }
    }
    for (var worker : able) {
      if (picked.size() >= most) {
        break;
      }
      callable(worker.id(), service).ifPresent(now -> picked.putIfAbsent(now.id(), now));
    }
    return new ArrayList<>(picked.values());
  }

  private Optional<Worker> callable(NodeId id, String service) {
    return fleet.find(id).filter(worker -> worker.serves(service) && fleet.isHealthy(worker));
  }
}
