package uk.org.rmatool.dataplane;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.dataplane.balancing.Affinity;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.platform.tracing.Tracing;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Service calls that need nothing but to be passed on: their bodies are in memory, they have no
 * header of this platform, and somebody can take them at once. Whoever has read such a call sends
 * it by itself, by the same rules as the container's calls; for all others this gives nothing, and
 * the container serves them.
 */
@Component
public class DirectCalls {
  private static final int FEW = 4;

  private final Routes routes;
  private final Balancer balancer;
  private final Traffic traffic;
  private final RelayConfig config;
  private final Tries.Factory tries;
  private final boolean on;

  /** Off where the container does more than to pass calls on. */
  @Inject
  public DirectCalls(
      Routes routes,
      Balancer balancer,
      Traffic traffic,
      RelayConfig config,
      Tries.Factory tries,
      Tracing tracing,
      HedgingConfig hedging,
      Instance<Throttle> throttles,
      DirectConfig container) {
    this(
        routes,
        balancer,
        traffic,
        config,
        tries,
        !tracing.isOn() && hedging.isOff() && throttles.isUnsatisfied() && !container.isLogged());
  }

  DirectCalls(
      Routes routes,
      Balancer balancer,
      Traffic traffic,
      RelayConfig config,
      Tries.Factory tries,
      boolean plain) {
    this.routes = routes;
    this.balancer = balancer;
    this.traffic = traffic;
    this.config = config;
    this.tries = tries;
    on = plain && routes instanceof DirectRoutes;
  }

  /** Whether there are any in this program. */
  public boolean isOn() {
    return on;
  }

  /** This program's name in <code>Via</code>. */
  public String hop() {
    return direct().hop();
  }

  private DirectRoutes direct() {
    if (routes instanceof DirectRoutes direct) {
      return direct;
    }
    throw new IllegalStateException("This program's calls all go through its container.");
  }

  /**
   * Takes a call, if somebody can serve it at once.
   *
   * @param asker what its client said
   */
  public Optional<DirectCall> begin(ServiceCall call, Asker asker) {
    if (traffic.inFlight() >= config.maxInFlight()) {
      return Optional.empty();
    }
    try {
      var candidates = direct().find(call);
      if (isMixed(candidates)) {
        return Optional.empty();
      }
      var made = tries.begin(call, candidates, asker, hop());
      return made.choose() instanceof Pick pick
          ? DirectCall.begin(this, made, call, candidates, pick)
          : Optional.empty();
    } catch (PlatformException e) {
      return Optional.empty(); // the container says why
    }
  }

  /** Whether one of a few nodes can be called by the container alone: it may be the last resort. */
  private static boolean isMixed(Candidates candidates) {
    int size = candidates.tiers().stream().mapToInt(tier -> tier.pool().size()).sum();
    if (size > FEW) {
      return false;
    }
    for (var tier : candidates.tiers()) {
      for (int i = 0; i < tier.pool().size(); i++) {
        var target = tier.pool().get(i);
        if (target.weight() > 0 && addresses(candidates, target.node()).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  Routes routes() {
    return routes;
  }

  Balancer balancer() {
    return balancer;
  }

  Traffic traffic() {
    return traffic;
  }

  /** Addresses of a node that calls may go to without TLS; none if there is another one. */
  static List<Upstream> addresses(Candidates candidates, String node) {
    var all = candidates.at().apply(node);
    return all.stream().allMatch(one -> "http".equals(one.base().getScheme())) ? all : List.of();
  }

  /**
   * What a client said; its body is in memory and has been sent when the first node is asked.
   *
   * @param method of the request
   * @param hasKey whether it has an <code>Idempotency-Key</code>
   */
  public record Asker(String method, boolean hasKey) implements Tries.Asker {
    private static final Affinity NONE = new Affinity.None();

    @Override
    public Affinity affinity() {
      return NONE;
    }

    @Override
    public boolean isUnsent() {
      return false;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }
  }
}
