package uk.org.rmatool.edge.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.Routes;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.dataplane.balancing.Pool;
import uk.org.rmatool.dataplane.balancing.Target;
import uk.org.rmatool.dataplane.balancing.Tier;
import uk.org.rmatool.edge.role.EdgeRoleConfig;
import uk.org.rmatool.edge.upstream.Coordinator;
import uk.org.rmatool.edge.upstream.Coordinators;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;

/**
 * A proxy's calls go to the router, as the one service <code>platform</code>: the names that
 * callers invent take no room here. A balancer's go to coordinators that have a healthy worker for
 * them, then to those that do not say.
 */
@Component
public class EdgeRoutes implements Routes {
  /** What everything is to a proxy. */
  static final String PLATFORM = "platform";

  private static final String ROUTER = "router";
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final EdgeRoleConfig config;
  private final Coordinators coordinators;

  @Inject
  public EdgeRoutes(EdgeRoleConfig config, Coordinators coordinators) {
    this.config = config;
    this.coordinators = coordinators;
  }

  @Override
  public Candidates find(ServiceCall call, HttpServletRequest request) {
    return switch (config.role()) {
      case EDGE_PROXY -> router(call);
      case LOAD_BALANCER -> coordinators(call);
    };
  }

  private Candidates router(ServiceCall call) {
    var target = new Target(ROUTER, Intent.FULL_WEIGHT, Instant.EPOCH, 0);
    var upstream = new Upstream(ROUTER, config.router(), call.path() + call.query());
    return new Candidates(
        List.of(new Tier("", false, Pool.of(List.of(target)))), node -> List.of(upstream));
  }

  private Candidates coordinators(ServiceCall call) {
    var able =
        coordinators.all().stream()
            .filter(it -> it.takesCalls() && it.provides(call.service()))
            .toList();
    if (able.isEmpty()) {
      throw PlatformException.retryLater(ProblemType.NO_PROVIDER, whyNone(call), RETRY);
    }
    var tiers = new ArrayList<Tier>();
    add(tiers, "", able.stream().filter(it -> it.providers().isPresent()).toList());
    add(
        tiers,
        "does not say what it has",
        able.stream().filter(it -> it.providers().isEmpty()).toList());
    return new Candidates(
        tiers,
        node ->
            coordinators
                .find(node)
                .map(it -> List.of(new Upstream(it.id(), it.address(), call.asPath())))
                .orElse(List.of()));
  }

  private static void add(List<Tier> tiers, String words, List<Coordinator> some) {
    if (!some.isEmpty()) {
      var targets =
          some.stream()
              .map(it -> new Target(it.id(), it.intent().weight(), it.since(), 0))
              .toList();
      tiers.add(new Tier(words, false, Pool.of(targets)));
    }
  }

  @Override
  public void unreachable(ServiceCall call, Upstream upstream, String reason) {
    coordinators.unreachable(upstream.node(), reason);
  }

  private String whyNone(ServiceCall call) {
    var all = coordinators.all();
    if (all.isEmpty()) {
      return "No coordinator is known here%s."
          .formatted(coordinators.routerTrouble().map(reason -> ": " + reason).orElse(""));
    }
    var away = all.stream().filter(it -> it.trouble().isPresent()).count();
    var held = all.stream().filter(it -> !it.intent().takesCalls()).count();
    return "No healthy workers found for service: %s. Of %d coordinators, %d cannot be reached, operators let %d have no calls, and none of the others has a provider."
        .formatted(call.service(), all.size(), away, held);
  }
}
