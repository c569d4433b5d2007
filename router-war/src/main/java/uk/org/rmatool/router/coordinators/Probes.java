package uk.org.rmatool.router.coordinators;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.client.UnreachableException;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Asks every live coordinator for its health, so that one that is gone is suspect within seconds:
 * at once if nothing is there, at the second time if it is only silent.
 */
@Component
public class Probes {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Who was silent last time. */
  private final Set<NodeId> silent = ConcurrentHashMap.newKeySet();

  private final CoordinatorRegistry registry;
  private final ControlClient client;

  @Inject
  public Probes(CoordinatorRegistry registry, ControlClient client) {
    this.registry = registry;
    this.client = client;
  }

  /** Probes all once, at the same time, and waits for the slowest. */
  public void run() {
    silent.retainAll(registry.live().stream().map(Coordinator::id).toList());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      registry.live().forEach(coordinator -> threads.execute(() -> probe(coordinator)));
    }
  }

  private void probe(Coordinator coordinator) {
    try {
      var answer = client.send(Call.get(coordinator.tunnelUrl(), "/health", TIMEOUT));
      silent.remove(coordinator.id());
      if (answer.status() < 500) {
        registry.trust(coordinator.id());
      } else {
        registry.suspect(coordinator.id(), "its health answer is " + answer.status());
      }
    } catch (UnreachableException e) {
      if (!e.isSilence() || !silent.add(coordinator.id())) {
        registry.suspect(coordinator.id(), e.reason());
      }
    }
  }
}
