package uk.org.rmatool.router.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import uk.org.rmatool.api.NodeId;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.DirectRoutes;
import uk.org.rmatool.dataplane.Models;
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
public class RouterRoutes implements DirectRoutes {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Where the client is, or wants to be served. */
  static final String REGION = "X-RMA-Region";

  private final CoordinatorRegistry registry;
  private final String region;

  /** The preferred first. */
  private enum Kind {
    NEAR(""),
    FAR("in another region"),
    SILENT("does not say what it has"),
    HELD_BACK("held back");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    Tier tier(Pool pool) {
      return new Tier(words, this == HELD_BACK, pool);
    }
  }

  @Inject
  public RouterRoutes(CoordinatorRegistry registry, RegionConfig region) {
    this.registry = registry;
    this.region = region.preferred();
  }

  @Override
  public String hop() {
    return ServiceServlet.HOP;
  }

  @Override
  public Candidates find(ServiceCall call, HttpServletRequest request) {
    return find(call, Models.wanted(request), preferred(request));
  }

  @Override
  public Candidates find(ServiceCall call) {
    return find(call, Optional.empty(), region);
  }

  private Candidates find(ServiceCall call, Optional<String> model, String here) {
    var live = registry.live();
    if (live.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_COORDINATOR,
          "No coordinator is registered at this router, so nobody can serve this.",
          RETRY);
    }
    var able =
        live.stream()
            .filter(c -> provides(c, call.service(), model) && registry.takesCalls(c))
            .toList();
    if (able.isEmpty()) {
      throw PlatformException.retryLater(
          ProblemType.NO_PROVIDER, whyNone(call.service(), live), RETRY);
    }
    var kinds =
        able.stream()
            .collect(Collectors.groupingBy(c -> kind(c, here), TreeMap::new, Collectors.toList()));
    return new Candidates(
        kinds.entrySet().stream().map(e -> e.getKey().tier(pool(e.getValue(), call))).toList(),
        node ->
            registry
                .find(new NodeId(node))
                .map(c -> List.of(new Upstream(c.id().value(), c.tunnelUrl(), call.asPath())))
                .orElse(List.of()));
  }

  /** Who does not say what they have may have it, but no model. */
  private static boolean provides(Coordinator coordinator, String service, Optional<String> model) {
    return coordinator.providers(service).orElse(1) > 0
        && model.map(name -> coordinator.models(service).anyMatch(name::equals)).orElse(true);
  }

  private String preferred(HttpServletRequest request) {
    var asked = request.getHeader(REGION);
    return asked == null || asked.isBlank() ? region : asked.strip();
  }

  /** Without a preferred region all are near. */
  private Kind kind(Coordinator coordinator, String here) {
    if (registry.isHeldBack(coordinator)) {
      return Kind.HELD_BACK;
    }
    if (coordinator.digest().services().isEmpty()) {
      return Kind.SILENT;
    }
    return here.isEmpty() || coordinator.location().equalsIgnoreCase(here) ? Kind.NEAR : Kind.FAR;
  }

  private Pool pool(List<Coordinator> some, ServiceCall call) {
    return Pool.of(some.stream().map(c -> target(c, call.service())).toList());
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
