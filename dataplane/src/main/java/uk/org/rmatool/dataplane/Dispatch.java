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
  private final Hedging hedging;
  private final RelayConfig config;
  private final RetryBudget budget = new RetryBudget();

  @Inject
  Dispatch(
      Relay relay,
      Routes routes,
      Balancer balancer,
      Queues queues,
      Traffic traffic,
      Hedging hedging,
      RelayConfig config) {
    this.relay = relay;
    this.routes = routes;
    this.balancer = balancer;
    this.queues = queues;
    this.traffic = traffic;
    this.hedging = hedging;
    this.config = config;
  }

  /**
   * Serves a call.
   *
   * @param hop this program's name: router, coordinator or worker
   * @return the status that the client got
   * @throws PlatformException when nobody could serve it; 408 when the client was silent for too
   *     long within its body, 400 when that broke off
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
      throw new PlatformException(
          ProblemType.MALFORMED_REQUEST, "The body broke off, or its chunks are malformed.");
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
    private final Asking asking;
    private final long begun = System.nanoTime();
    private final long end = begun + config.totalTimeout().toNanos();
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
      this.asking = new Asking(relay, balancer, call.service(), in, body, hop);
    }

    int run() throws IOException {
      for (var pick = first(); ; pick = next()) {
        tried.add(pick.node());
        var hedge = hedgeAfter();
        var status = hedge.isPresent() ? race(pick, hedge.get()) : at(pick);
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

    /** Asks a node at one of its addresses; empty when another node is to be tried. */
    private Optional<Integer> at(Pick pick) throws IOException {
      for (var upstream : candidates.at().apply(pick.node())) {
        var status = settled(asking.at(upstream, pick));
        if (status.isPresent()) {
          return status;
        }
      }
      return Optional.empty();
    }

    /**
     * After how long another node is asked the same, if the first is silent and that is allowed.
     */
    private Optional<Duration> hedgeAfter() {
      return body.isEmpty() && tried.size() == 1 && mayRepeat(false) && !Tunnel.isWanted(in)
          ? hedging.after(call.service())
          : Optional.empty();
    }

    /** Asks a node, and another one too when the first is silent for so long. */
    private Optional<Integer> race(Pick first, Duration after) throws IOException {
      Asked asked;
      try (var race = new Race(asking)) {
        race.enter(first, candidates.at().apply(first.node()));
        if (race.isEmpty()) {
          return Optional.empty();
        }
        if (!race.endsWithin(after)) {
          hedge(first).ifPresent(pick -> race.enter(pick, candidates.at().apply(pick.node())));
        }
        asked = race.winner(this::lost);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw nobodyWaits(e);
      }
      if (!asked.pick().node().equals(first.node())) {
        traffic.hedgeWon(call.service());
      }
      return settled(asked);
    }

    private Optional<Pick> hedge(Pick first) {
      if (another().isEmpty() || !budget.take()) {
        return Optional.empty();
      }
      var pick = another().orElseThrow();
      following = null;
      tried.add(pick.node());
      traffic.hedged(call.service());
      return Optional.of(new Pick(pick.node(), pick.why() + ", hedge of " + first.node()));
    }

    /** Somebody ended before the others with nothing that the client wants. */
    private void lost(Asked asked) {
      switch (asked) {
        case Asked.Answered answered -> {
          Verdict.of(answered.answer()).tell(answered.attempt());
          answered.answer().close();
        }
        case Asked.Failed failed -> {
          failed.attempt().ended(failed.outcome());
          tellRoutes(failed);
        }
      }
    }

    /** Passes on what a node answered; empty when another one is to be tried instead. */
    private Optional<Integer> settled(Asked asked) throws IOException {
      return switch (asked) {
        case Asked.Answered answered -> {
          try (var answer = answered.answer()) {
            routes.answered(call, answered.upstream());
            yield given(answer, answered);
          } catch (CallFailedException e) {
            yield settled(answered.brokeOff(e));
          } catch (IOException | RuntimeException e) {
            answered.attempt().ended(Outcome.CLIENT_LEFT);
            throw e;
          }
        }
        case Asked.Failed failed -> {
          if (Thread.currentThread().isInterrupted()) {
            failed.attempt().ended(Outcome.CLIENT_LEFT);
            throw nobodyWaits(failed.reason());
          }
          failed.attempt().ended(failed.outcome());
          failed(failed);
          yield Optional.empty();
        }
      };
    }

    private static IOException nobodyWaits(Exception e) {
      return new IOException("nobody waits for the answer any more", e);
    }

    /** Passes on what a node answered; empty when another one is to be tried instead. */
    private Optional<Integer> given(Answer answer, Asked.Answered answered)
        throws IOException, CallFailedException {
      var verdict = Verdict.of(answer);
      var pick = answered.pick();
      var attempt = answered.attempt();
      var firstByte = answered.firstByte();
      if (verdict.isFailure()) {
        routes.failed(call, answered.upstream());
      }
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
        hedging.took(call.service(), System.nanoTime() - begun);
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
    private void failed(Asked.Failed failed) {
      LOG.log(
          Level.DEBUG,
          () ->
              "An upstream failed. node="
                  + failed.pick().node()
                  + " reason="
                  + failed.reason().reason());
      var told = new PlatformException(problem(failed.upstream(), failed.reason()));
      tellRoutes(failed);
      if (failed.reason().failure() != Failure.NOT_CONNECTED
          && !(mayRepeat(false) && budget.take())) {
        throw told;
      }
      last = told;
    }

    private void tellRoutes(Asked.Failed failed) {
      var reason = failed.reason();
      if (failed.outcome() == Outcome.CONNECT_FAILED) {
        routes.unreachable(call, failed.upstream(), reason.reason());
        return;
      }
      routes.failed(call, failed.upstream());
      if (reason.failure() == Failure.NO_ANSWER && mayRepeat(false)) {
        routes.brokeOff(call, failed.upstream(), reason.reason());
      }
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
