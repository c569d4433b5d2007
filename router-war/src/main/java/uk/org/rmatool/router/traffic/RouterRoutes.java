package uk.org.rmatool.router.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Routes;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/**
 * Sends calls to coordinators whose region has a healthy provider: in proportion to their weights,
 * the less busy of two taken by chance. Those that do not say what they have (deployed ones) come
 * last.
 */
@Component
public class RouterRoutes implements Routes {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MAX_TRIED = 3;

  private final CoordinatorRegistry registry;
  private final RandomGenerator random;

  @Inject
  public RouterRoutes(CoordinatorRegistry registry, RandomGenerator random) {
    this.registry = registry;
    this.random = random;
  }

  @Override
  public List<Upstream> find(ServiceCall call, HttpServletRequest request) {
    var live = registry.live();
    if (live.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_COORDINATOR,
          "No coordinator is registered at this router, so nobody can serve this.",
          RETRY);
    }
    var able =
        new ArrayList<>(
            live.stream().filter(c -> c.providers(call.service()).orElse(1) > 0).toList());
    able.removeIf(coordinator -> !registry.takesCalls(coordinator));
    if (able.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, whyNone(call.service(), live), RETRY);
    }
    return inOrder(able, call.service()).stream()
        .limit(MAX_TRIED)
        .map(c -> new Upstream(c.id().value(), c.tunnelUrl(), call.asPath()))
        .toList();
  }

  /**
   * By chance in proportion to their weights (Efraimidis and Spirakis 2006), then the less busy of
   * the first two before the other.
   */
  private List<Coordinator> inOrder(List<Coordinator> able, String service) {
    var draws = new HashMap<NodeId, Double>();
    able.forEach(c -> draws.put(c.id(), -Math.log(1 - random.nextDouble()) / weight(c)));
    var order = new ArrayList<>(able);
    order.sort(
        Comparator.comparing(registry::isHeldBack)
            .thenComparing((Coordinator c) -> c.digest().services().isEmpty())
            .thenComparing(c -> draws.getOrDefault(c.id(), 0.0)));
    if (order.size() > 1
        && order.get(1).digest().services().isPresent()
        && registry.isHeldBack(order.get(1)) == registry.isHeldBack(order.get(0))
        && load(order.get(1), service) < load(order.get(0), service)) {
      Collections.swap(order, 0, 1);
    }
    return order;
  }

  private double load(Coordinator coordinator, String service) {
    return coordinator.load(service) / weight(coordinator);
  }

  private int weight(Coordinator coordinator) {
    return registry.intent(coordinator.id()).weight();
  }

  @Override
  public void unreachable(ServiceCall call, Upstream upstream, String reason) {
    registry.suspect(new NodeId(upstream.node()), reason);
  }

  private String whyNone(String service, List<Coordinator> live) {
    var suspects = live.stream().filter(coordinator -> !registry.isAvailable(coordinator)).count();
    var held =
        live.stream().filter(coordinator -> !registry.takesCalls(coordinator)).count() - suspects;
    return "No healthy workers found for service: %s. Of %d coordinators, %d cannot be reached, operators let %d have no calls, and none of the others has a provider."
        .formatted(service, live.size(), suspects, held);
  }
}
