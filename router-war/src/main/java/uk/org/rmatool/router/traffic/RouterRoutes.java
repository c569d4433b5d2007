package uk.org.rmatool.router.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.Routes;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.dataplane.balancing.Pool;
import uk.org.rmatool.dataplane.balancing.Target;
import uk.org.rmatool.dataplane.balancing.Tier;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.router.coordinators.Coordinator;
import uk.org.rmatool.router.coordinators.CoordinatorRegistry;

/**
 * Sends calls to coordinators whose region has a healthy provider: those of the region that the
 * client prefers first, then others, then those that do not say what they have (deployed ones), at
 * last those that come and go.
 */
@Component
public class RouterRoutes implements Routes {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Where the client is, or wants to be served. */
  static final String REGION = "X-RMA-Region";

  private final CoordinatorRegistry registry;
  private final String region;

  @Inject
  public RouterRoutes(CoordinatorRegistry registry, RegionConfig region) {
    this.registry = registry;
    this.region = region.preferred();
  }

  @Override
  public Candidates find(ServiceCall call, HttpServletRequest request) {
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
    var here = preferred(request);
    return new Candidates(
        Stream.of(
                new Tier("", false, pool(able, call, c -> isNear(c, here))),
                new Tier("in another region", false, pool(able, call, c -> isFar(c, here))),
                new Tier("does not say what it has", false, pool(able, call, this::isSilent)),
                new Tier("held back", true, pool(able, call, registry::isHeldBack)))
            .filter(tier -> tier.pool().size() > 0)
            .toList(),
        node ->
            registry
                .find(new NodeId(node))
                .map(c -> List.of(new Upstream(c.id().value(), c.tunnelUrl(), call.asPath())))
                .orElse(List.of()));
  }

  private String preferred(HttpServletRequest request) {
    var asked = request.getHeader(REGION);
    return asked == null || asked.isBlank() ? region : asked.strip();
  }

  /** Without a preferred region all are near. */
  private boolean isNear(Coordinator coordinator, String here) {
    return speaks(coordinator) && (here.isEmpty() || coordinator.location().equalsIgnoreCase(here));
  }

  private boolean isFar(Coordinator coordinator, String here) {
    return speaks(coordinator) && !isNear(coordinator, here);
  }

  private boolean speaks(Coordinator coordinator) {
    return coordinator.digest().services().isPresent() && !registry.isHeldBack(coordinator);
  }

  private boolean isSilent(Coordinator coordinator) {
    return coordinator.digest().services().isEmpty() && !registry.isHeldBack(coordinator);
  }

  private Pool pool(List<Coordinator> able, ServiceCall call, Predicate<Coordinator> condition) {
    return Pool.of(able.stream().filter(condition).map(c -> target(c, call.service())).toList());
  }

  private Target target(Coordinator coordinator, String service) {
    return new Target(
        coordinator.id().value(),
        registry.intent(coordinator.id()).weight(),
        coordinator.registeredAt(),
        coordinator.load(service));
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
