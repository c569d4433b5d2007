package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.balancing.Affinity;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.Choice;
import uk.org.rmatool.dataplane.balancing.Choice.Nobody;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.Transport;
import uk.org.rmatool.platform.wiring.Component;

/**
 * The nodes that a call has been sent to, and who may have it next, whoever sends it: another one
 * only while nothing has reached the client, always when nothing was sent, otherwise if the call
 * may be made twice, within a budget and a total time.
 */
final class Tries {
  private static final Logger LOG = System.getLogger(Tries.class.getName());
  private static final int MAX_NODES = 3;
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Begins them; all share one budget. */
  @Component
  static class Factory {
    private final Routes routes;
    private final Balancer balancer;
    private final Traffic traffic;
    private final RelayConfig config;
    private final RetryBudget budget = new RetryBudget();

    @Inject
    Factory(Routes routes, Balancer balancer, Traffic traffic, RelayConfig config) {
      this.routes = routes;
      this.balancer = balancer;
      this.traffic = traffic;
      this.config = config;
    }

    /** A call came. */
    Tries begin(ServiceCall call, Candidates candidates, Asker asker, String hop) {
      return new Tries(this, call, candidates, asker, hop);
    }
  }

  /** What the client said. */
  interface Asker {
    String method();

    /** Whether it says by <code>Idempotency-Key</code> that the call may be made twice. */
    boolean hasKey();

    Affinity affinity();

    /** Whether there is a body of which nobody has had anything. */
    boolean isUnsent();

    /** Whether there is still all of the body. */
    boolean isRepeatable();
  }

  private final Factory shared;
  private final ServiceCall call;
  private final Candidates candidates;
  private final Asker asker;
  private final String hop;
  private final Set<String> tried = new HashSet<>();
  private final long begun = System.nanoTime();
  private final long end;
  private boolean delivering;
  private @Nullable Pick following;
  private @Nullable PlatformException last;

  private Tries(Factory shared, ServiceCall call, Candidates candidates, Asker asker, String hop) {
    this.shared = shared;
    this.call = call;
    this.candidates = candidates;
    this.asker = asker;
    this.hop = hop;
    this.end = begun + shared.config.totalTimeout().toNanos();
  }

  /** How long ago the call came. */
  long nanos() {
    return System.nanoTime() - begun;
  }

  /** How many nodes have had it. */
  int size() {
    return tried.size();
  }

  Choice choose() {
    return shared.balancer.pick(call.service(), candidates.tiers(), asker.affinity(), tried);
  }

  /** Who was chosen is asked. */
  void asks(Pick pick) {
    following = null;
    if (tried.isEmpty()) {
      shared.budget.called();
    }
    tried.add(pick.node());
  }

  /**
   * Who is asked after another has failed.
   *
   * @throws PlatformException with what the client is told when there is nobody
   */
  Pick next() {
    var other = another().orElseThrow(() -> last != null ? last : nobody(new Nobody(0, 0, size())));
    shared.traffic.retried(call.service());
    return other;
  }

  /** Who comes next; the same until somebody is asked. */
  Optional<Pick> another() {
    if (following == null && tried.size() < MAX_NODES && choose() instanceof Pick pick) {
      following = pick;
    }
    return Optional.ofNullable(following);
  }

  /** Whether there is another node that may be asked, too or instead; counts it if so. */
  boolean takeAnother() {
    return another().isPresent() && shared.budget.take();
  }

  /** From now on the client has something of an answer. */
  void delivers() {
    delivering = true;
  }

  /** What the client is told when nobody else can take the call. */
  PlatformException nobody() {
    return last != null ? last : nobody(new Nobody(0, 0, size()));
  }

  /** What the client is told when nobody can take the call. */
  PlatformException nobody(Nobody nobody) {
    return PlatformException.retryLater(
        ProblemType.NO_PROVIDER,
        "Nobody can take a call for %s now: %d are ejected after failures, %d were tried."
            .formatted(call.service(), nobody.ejected(), nobody.tried()),
        RETRY);
  }

  /** Whether the call may be made twice, by what it is. */
  boolean isHarmless() {
    return Transport.IDEMPOTENT.contains(asker.method()) || asker.hasKey();
  }

  /** Whether the call may be made once more, though a node has had it, or something of it. */
  boolean mayRepeat(boolean notServed) {
    return (notServed || isHarmless() || asker.isUnsent())
        && asker.isRepeatable()
        && !delivering
        && tried.size() < MAX_NODES
        && System.nanoTime() < end;
  }

  /**
   * A node failed.
   *
   * @throws PlatformException with what the client is told, unless another address or node may be
   *     asked
   */
  void failed(Asked.Failed failed) {
    failed.attempt().ended(failed.outcome());
    LOG.log(
        Level.DEBUG,
        () ->
            "An upstream failed. node="
                + failed.pick().node()
                + " reason="
                + failed.reason().reason());
    var told = new PlatformException(problem(failed));
    tellRoutes(failed);
    if (failed.reason().failure() != Failure.NOT_CONNECTED
        && !(mayRepeat(false) && shared.budget.take())) {
      throw told;
    }
    last = told;
  }

  /** Lets those know who choose where calls go. */
  void tellRoutes(Asked.Failed failed) {
    var reason = failed.reason();
    if (failed.outcome() == Outcome.CONNECT_FAILED) {
      shared.routes.unreachable(call, failed.upstream(), reason.reason());
      return;
    }
    shared.routes.failed(call, failed.upstream());
    if (reason.failure() == Failure.NO_ANSWER && mayRepeat(false)) {
      shared.routes.brokeOff(call, failed.upstream(), reason.reason());
    }
  }

  private Problem problem(Asked.Failed failed) {
    var type =
        failed.reason().failure() == Failure.TIMED_OUT
            ? ProblemType.UPSTREAM_TIMED_OUT
            : ProblemType.UPSTREAM_FAILED;
    var node = failed.upstream().node();
    return Problem.of(
            type, "%s, asked by the %s, %s.".formatted(node, hop, failed.reason().reason()))
        .with("hop", hop)
        .with("upstream", node);
  }
}
