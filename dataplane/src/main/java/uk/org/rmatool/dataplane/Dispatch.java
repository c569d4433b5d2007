package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.balancing.Attempt;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.Choice;
import uk.org.rmatool.dataplane.balancing.Choice.Nobody;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.Answer;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Serves a call: chooses who, tries others where that is allowed, and passes the answer on. Another
 * node is tried only while nothing has reached the client: always when nothing was sent; otherwise
 * if the call may be made twice, within a budget and a total time.
 */
@Component
class Dispatch {
  private static final Logger LOG = System.getLogger(Dispatch.class.getName());
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final int MAX_NODES = 3;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Relay relay;
  private final Routes routes;
  private final Balancer balancer;
  private final Queues queues;
  private final Traffic traffic;
  private final RelayConfig config;
  private final RetryBudget budget = new RetryBudget();

  @Inject
  Dispatch(
      Relay relay,
      Routes routes,
      Balancer balancer,
      Queues queues,
      Traffic traffic,
      RelayConfig config) {
    this.relay = relay;
    this.routes = routes;
    this.balancer = balancer;
    this.queues = queues;
    this.traffic = traffic;
    this.config = config;
  }

  /**
   * Serves a call.
   *
   * @param hop this program's name: router, coordinator or worker
   * @return the status that the client got
   * @throws PlatformException when nobody could serve it; 408 when the client was silent for too
   *     long within its body
   * @throws IOException when the client is gone
   */
  int serve(
      ServiceCall call,
      Candidates candidates,
      HttpServletRequest in,
      HttpServletResponse out,
      String hop)
      throws IOException {
    budget.called();
    try {
      return new Tries(call, candidates, in, out, hop).run();
    } catch (BrokenOffException e) {
      if (e.reason() instanceof SocketTimeoutException) {
        throw new PlatformException(
            ProblemType.REQUEST_TIMED_OUT, "The rest of the body did not come in time.");
      }
      throw e.reason();
    }
  }

  private final class Tries {
    private final ServiceCall call;
    private final Candidates candidates;
    private final HttpServletRequest in;
    private final HttpServletResponse out;
    private final String hop;
    private final RequestBody body;
    private final Set<String> tried = new HashSet<>();
    private final long end = System.nanoTime() + config.totalTimeout().toNanos();
    private boolean delivering;
    private @Nullable Pick following;
    private @Nullable PlatformException last;

    Tries(
        ServiceCall call,
        Candidates candidates,
        HttpServletRequest in,
        HttpServletResponse out,
        String hop)
        throws IOException {
      this.call = call;
      this.candidates = candidates;
      this.in = in;
      this.out = out;
      this.hop = hop;
      this.body = RequestBody.of(in);
    }

    int run() throws IOException {
      for (var pick = first(); ; pick = next()) {
        tried.add(pick.node());
        var status = at(pick);
        if (status.isPresent()) {
          return status.get();
        }
      }
    }

    private Pick first() {
      return switch (choose()) {
        case Pick pick -> pick;
        case Nobody nobody when nobody.saturated() ->
            queues.await(call.service(), () -> picked(choose()));
        case Nobody nobody -> throw nobody(nobody);
      };
    }

    private Pick next() {
      var other = another().orElseThrow(this::failure);
      following = null;
      traffic.retried(call.service());
      return other;
    }

    /** Who comes next; the same until it is called. */
    private Optional<Pick> another() {
      if (following == null && tried.size() < MAX_NODES && choose() instanceof Pick pick) {
        following = pick;
      }
      return Optional.ofNullable(following);
    }

    private PlatformException failure() {
      return last != null ? last : nobody(new Nobody(0, 0, tried.size()));
    }

    private Choice choose() {
      return balancer.pick(call.service(), candidates.tiers(), Affinities.of(in), tried);
    }

    private static Optional<Pick> picked(Choice choice) {
      return choice instanceof Pick pick ? Optional.of(pick) : Optional.empty();
    }

    private PlatformException nobody(Nobody nobody) {
      return PlatformException.retryLater(
          ProblemType.NO_PROVIDER,
          "Nobody can take a call for %s now: %d are ejected after failures, %d were tried."
              .formatted(call.service(), nobody.ejected(), nobody.tried()),
          RETRY);
    }

    /** Calls a node at one of its addresses; empty when another node is to be tried. */
    private Optional<Integer> at(Pick pick) throws IOException {
      for (var upstream : candidates.at().apply(pick.node())) {
        var attempt = balancer.start(call.service(), pick.node());
        var begun = System.nanoTime();
        try (var answer = relay.send(upstream, in, body, hop)) {
          var firstByte = Duration.ofNanos(System.nanoTime() - begun);
          routes.answered(call, upstream);
          return given(answer, pick, attempt, firstByte);
        } catch (CallFailedException e) {
          if (Thread.currentThread().isInterrupted()) {
            attempt.ended(Outcome.CLIENT_LEFT);
            throw new IOException("nobody waits for the answer any more", e);
          }
          attempt.ended(outcome(e.failure()));
          failed(upstream, e);
        } catch (IOException | RuntimeException e) {
          attempt.ended(Outcome.CLIENT_LEFT);
          throw e;
        }
      }
      return Optional.empty();
    }

    private static Outcome outcome(Failure failure) {
      return switch (failure) {
        case NOT_CONNECTED, UNREACHABLE -> Outcome.CONNECT_FAILED;
        case NO_ANSWER, BROKEN -> Outcome.BROKE;
        case TIMED_OUT -> Outcome.TIMED_OUT;
      };
    }

    /** Passes on what a node answered; empty when another one is to be tried instead. */
    private Optional<Integer> given(Answer answer, Pick pick, Attempt attempt, Duration firstByte)
        throws IOException, CallFailedException {
      var verdict = Verdict.of(answer);
      if (verdict.isRefusal()
          && mayRepeat(verdict.wasNotServed())
          && another().isPresent()
          && budget.take()) {
        verdict.tell(attempt);
        LOG.log(Level.DEBUG, () -> "A node refused a call. node=" + pick.node());
        return Optional.empty();
      }
      if (!verdict.isRefusal()) {
        traffic.firstByte(call.service(), firstByte.toNanos());
        attempt.answered(firstByte);
      }
      delivering = true;
      out.addHeader(Verdict.ROUTE, hop + ": " + pick.node() + " (" + pick.why() + ")");
      if (answer.status() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
        if (!Tunnel.isWanted(in)) {
          throw new CallFailedException(
              Failure.BROKEN, "switched protocols though nobody asked for it");
        }
        relay.tunnel(answer, in, out, () -> verdict.tell(attempt));
        return Optional.of(answer.status());
      }
      relay.deliver(answer, out);
      verdict.tell(attempt);
      return Optional.of(answer.status());
    }

    /** Goes on to another address or node, or throws what the client is told. */
    private void failed(Upstream upstream, CallFailedException e) {
      LOG.log(
          Level.DEBUG,
          () -> "An upstream failed. node=" + upstream.node() + " reason=" + e.reason());
      var told = new PlatformException(problem(upstream, e));
      var nothingSent = e.failure() == Failure.NOT_CONNECTED;
      if (nothingSent || e.failure() == Failure.UNREACHABLE) {
        routes.unreachable(call, upstream, e.reason());
      }
      if (!nothingSent && !(mayRepeat(false) && budget.take())) {
        throw told;
      }
      last = told;
    }

    /** Whether the call may be made once more, though a node has had it, or something of it. */
    private boolean mayRepeat(boolean notServed) {
      var harmless =
          notServed
              || IDEMPOTENT.contains(in.getMethod())
              || in.getHeader("Idempotency-Key") != null
              || (!body.isEmpty() && body.isUntouched());
      return harmless
          && body.isRepeatable()
          && !delivering
          && tried.size() < MAX_NODES
          && System.nanoTime() < end;
    }

    private Problem problem(Upstream upstream, CallFailedException e) {
      var type =
          e.failure() == Failure.TIMED_OUT
              ? ProblemType.UPSTREAM_TIMED_OUT
              : ProblemType.UPSTREAM_FAILED;
      return Problem.of(
              type, "%s, asked by the %s, %s.".formatted(upstream.node(), hop, e.reason()))
          .with("hop", hop)
          .with("upstream", upstream.node());
    }
  }
}
