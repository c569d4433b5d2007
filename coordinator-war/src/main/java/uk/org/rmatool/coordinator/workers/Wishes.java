package uk.org.rmatool.coordinator.workers;

import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.jkademlia.id.Recent;

/**
 * What operators want workers of ours to do once: measure their machines again. Every answer says
 * when that was asked for last, and a worker does it once. Safe for any number of threads.
 */
final class Wishes {
  private static final String BENCHMARK = "benchmark_asked_at";
  private static final int REMEMBERED = 60_000;

  private final Fleet fleet;
  private final Map<NodeId, Long> told = new Recent<>(REMEMBERED);

  Wishes(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Adds what is wanted to what the worker is answered. */
  synchronized void addTo(JsonObjectBuilder answer, Worker worker) {
    var asked = fleet.intent(worker.id()).benchmark();
    if (worker.ours() && asked > 0) {
      answer.add(BENCHMARK, asked);
      told.put(worker.id(), asked);
    }
  }

  /** Whether the worker was answered since something was wanted, as far as is known here. */
  synchronized boolean areTold(Worker worker) {
    return fleet.intent(worker.id()).benchmark() <= told.getOrDefault(worker.id(), 0L);
  }
}
