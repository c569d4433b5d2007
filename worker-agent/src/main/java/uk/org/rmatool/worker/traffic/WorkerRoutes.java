package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.Candidates;
import uk.org.rmatool.dataplane.Routes;
import uk.org.rmatool.dataplane.ServiceCall;
import uk.org.rmatool.dataplane.Traffic;
import uk.org.rmatool.dataplane.Upstream;
import uk.org.rmatool.dataplane.balancing.Pool;
import uk.org.rmatool.dataplane.balancing.Target;
import uk.org.rmatool.dataplane.balancing.Tier;
import uk.org.rmatool.platform.intent.Intent;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.hardware.LoadMeter;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.traffic.Peers.Found;

/** Sends a call to the service's process here, else to a peer. */
@Component
class WorkerRoutes implements Routes {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** How long a killed process may take to be gone once its sockets are closed. */
  private static final Duration DYING = Duration.ofMillis(500);

  /** A worker among the hops of a <code>Via</code> header (RFC 9110, section 7.6.3). */
  private static final Pattern VIA_WORKER =
      Pattern.compile("(^|,)\\s*\\S+\\s+" + WorkerServlet.HOP + "(-[0-9a-f]+)?\\s*(,|$)");

  private final Launcher launcher;
  private final Peers peers;
  private final LoadMeter load;
  private final Traffic traffic;
  private final RoutingCounters counters;
  private final PasswordCheck passwords;

  @Inject
  WorkerRoutes(
      Launcher launcher,
      Peers peers,
      LoadMeter load,
      Traffic traffic,
      RoutingCounters counters,
      PasswordCheck passwords) {
    this.launcher = launcher;
    this.peers = peers;
    this.load = load;
    this.traffic = traffic;
    this.counters = counters;
    this.passwords = passwords;
  }

  @Override
  public Candidates find(ServiceCall call, HttpServletRequest request) {
    load.callBegan(traffic.inFlight());
    var here = launcher.running(call.service()).filter(it -> it.recipe().network().isPassedOn());
    if (here.isPresent()) {
      passwords.require(here.get().recipe(), request);
      counters.local.increment();
      var path = call.path().isEmpty() ? "/" : call.path();
      return only(new Upstream(call.service(), here.get().address(), path + call.query()));
    }
    if (cameFromWorker(request)) {
      throw noProvider(call, "another worker passed this call on, so it goes no further");
    }
    return switch (peers.find(call.service())) {
      case Found.Peer(var id, var address) -> {
        counters.forwarded.increment();
        yield only(new Upstream(id, address, call.asPath()));
      }
      case Found.Nobody(var reason) -> throw noProvider(call, reason);
    };
  }

  private static Candidates only(Upstream upstream) {
    var target = new Target(upstream.node(), Intent.FULL_WEIGHT, Instant.EPOCH, 0);
    return new Candidates(
        List.of(new Tier("", false, Pool.of(List.of(target)))), node -> List.of(upstream));
  }

  /**
   * Nobody had the call. For a process of this worker's own that is said at once, so that whoever
   * sent the call here tries another worker.
   */
  @Override
  public void unreachable(ServiceCall call, Upstream upstream, String reason) {
    counters.failed.increment();
    if (isHere(call, upstream)) {
      throw ended(call, "does not listen now", reason);
    }
    peers.drop(call.service());
  }

  /** A process that ends takes calls until its sockets are closed, and serves none of them. */
  @Override
  public void brokeOff(ServiceCall call, Upstream upstream, String reason) {
    if (isHere(call, upstream) && launcher.hasEnded(call.service(), upstream.base(), DYING)) {
      counters.failed.increment();
      throw ended(call, "has just ended", reason);
    }
  }

  /** The next call looks for another worker. */
  @Override
  public void failed(ServiceCall call, Upstream upstream) {
    if (!isHere(call, upstream)) {
      peers.drop(call.service());
    }
  }

  private static boolean isHere(ServiceCall call, Upstream upstream) {
    return upstream.node().equals(call.service());
  }

  private static PlatformException ended(ServiceCall call, String how, String reason) {
    return PlatformException.retryLater(
        ProblemType.NO_PROVIDER,
        "The process of the service '%s' on this worker %s (%s); one that has ended is started again."
            .formatted(call.service(), how, reason),
        RETRY);
  }

  private static boolean cameFromWorker(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Via")).stream()
        .anyMatch(via -> VIA_WORKER.matcher(via.toLowerCase(Locale.ROOT)).find());
  }

  private PlatformException noProvider(ServiceCall call, String reason) {
    counters.failed.increment();
    var state = launcher.states().get(call.service());
    var here =
        state == null
            ? "is not run on this worker"
            : "is not there on this worker (" + state.describe() + ")";
    return PlatformException.retryLater(
        ProblemType.NO_PROVIDER,
        "The service '%s' %s, and no other worker is there for it: %s."
            .formatted(call.service(), here, reason.replaceAll("\\.+$", "")),
        RETRY);
  }
}
