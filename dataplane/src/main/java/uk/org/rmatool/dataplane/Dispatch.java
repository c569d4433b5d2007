package uk.org.rmatool.dataplane;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.balancing.Affinity;
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

/** Serves a call: chooses who, tries others where that is allowed, and passes the answer on. */
@Component
class Dispatch {
  private static final Logger LOG = System.getLogger(Dispatch.class.getName());

  private final Relay relay;
  private final Routes routes;
  private final Balancer balancer;
  private final Queues queues;
  private final Traffic traffic;
  private final Hedging hedging;
  private final Tries.Factory tries;

  @Inject
  Dispatch(
      Relay relay,
      Routes routes,
      Balancer balancer,
      Queues queues,
      Traffic traffic,
      Hedging hedging,
      Tries.Factory tries) {
    this.relay = relay;
    this.routes = routes;
    this.balancer = balancer;
    this.queues = queues;
    this.traffic = traffic;
    this.hedging = hedging;
    this.tries = tries;
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
    try {
      return new Served(call, candidates, in, out, hop).run();
    } catch (BrokenOffException e) {
      if (e.reason() instanceof SocketTimeoutException) {
        throw new PlatformException(
            ProblemType.REQUEST_TIMED_OUT, "The rest of the body did not come in time.");
      }
      throw new PlatformException(
          ProblemType.MALFORMED_REQUEST, "The body broke off, or its chunks are malformed.");
    }
  }

  private final class Served implements Tries.Asker {
    private final ServiceCall call;
    private final Candidates candidates;
    private final HttpServletRequest in;
    private final HttpServletResponse out;
    private final String hop;
    private final RequestBody body;
    private final Asking asking;
    private final Tries made;

    Served(
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
      this.made = tries.begin(call, candidates, this, hop);
    }

    @Override
    public String method() {
      return in.getMethod();
    }

    @Override
    public boolean hasKey() {
      return in.getHeader("Idempotency-Key") != null;
    }

    @Override
    public Affinity affinity() {
      return Affinities.of(in);
    }

    @Override
    public boolean isUnsent() {
      return !body.isEmpty() && body.isUntouched();
    }

    @Override
    public boolean isRepeatable() {
      return body.isRepeatable();
    }

    int run() throws IOException {
      for (var pick = first(); ; pick = made.next()) {
        made.asks(pick);
        var hedge = hedgeAfter();
        var status = hedge.isPresent() ? race(pick, hedge.get()) : at(pick);
        if (status.isPresent()) {
          return status.get();
        }
      }
    }

    private Pick first() {
      return switch (made.choose()) {
        case Pick pick -> pick;
        case Nobody nobody when nobody.saturated() ->
            queues.await(call.service(), () -> picked(made.choose()));
        case Nobody nobody -> throw made.nobody(nobody);
      };
    }

    private static Optional<Pick> picked(Choice choice) {
      return choice instanceof Pick pick ? Optional.of(pick) : Optional.empty();
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
      return body.isEmpty() && made.size() == 1 && made.mayRepeat(false) && !Tunnel.isWanted(in)
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
      if (!made.takeAnother()) {
        return Optional.empty();
      }
      var pick = made.another().orElseThrow();
      made.asks(pick);
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
          made.tellRoutes(failed);
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
          made.failed(failed);
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
      if (verdict.isRefusal() && made.mayRepeat(verdict.wasNotServed()) && made.takeAnother()) {
        verdict.tell(attempt);
        LOG.log(Level.DEBUG, () -> "A node refused a call. node=" + pick.node());
        return Optional.empty();
      }
      if (!verdict.isRefusal()) {
        traffic.firstByte(call.service(), firstByte.toNanos());
        hedging.took(call.service(), made.nanos());
        attempt.answered(firstByte);
      }
      made.delivers();
      out.addHeader(Verdict.ROUTE, Verdict.route(hop, pick));
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
  }
}
