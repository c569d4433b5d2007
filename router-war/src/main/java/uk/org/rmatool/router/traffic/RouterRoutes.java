package uk.org.rmatool.router.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
 * Sends calls to coordinators whose region has a healthy provider, the least busy one first. Those
 * that do not say what they have (deployed ones) come last.
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
    able.removeIf(coordinator -> !registry.isAvailable(coordinator));
    if (able.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, whyNone(call.service(), live), RETRY);
    }
    Collections.shuffle(able, new java.util.Random(random.nextLong()));
    able.sort(
        Comparator.comparing((Coordinator c) -> c.services().isEmpty())
            .thenComparingDouble(c -> c.load(call.service())));
    return able.stream()
        .limit(MAX_TRIED)
        .map(c -> new Upstream(c.id().value(), c.tunnelUrl(), call.asPath()))
        .toList();
  }

  @Override
  public void unreachable(ServiceCall call, Upstream upstream, String reason) {
    registry.suspect(new NodeId(upstream.node()), reason);
  }

  private String whyNone(String service, List<Coordinator> live) {
    var suspects = live.stream().filter(coordinator -> !registry.isAvailable(coordinator)).count();
    return "No healthy workers found for service: %s. Of %d coordinators, %d cannot be reached and none of the others has a provider."
        .formatted(service, live.size(), suspects);
  }
}
