package uk.org.rmatool.dataplane;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.dataplane.balancing.Attempt;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.CallFailedException;

/**
 * A call that is sent without the container. It counts as in flight until it is told how it ended,
 * in one of three ways. Not thread-safe.
 */
public final class DirectCall {
  private static final int SERVER_ERROR = 500;

  private final DirectCalls calls;
  private final Tries tries;
  private final ServiceCall call;
  private final Candidates candidates;
  private Iterator<Upstream> addresses;
  private Pick pick;
  private Upstream upstream;
  private Attempt attempt;
  private long askedAt;
  private @Nullable Verdict verdict;

  private DirectCall(
      DirectCalls calls,
      Tries tries,
      ServiceCall call,
      Candidates candidates,
      Pick pick,
      List<Upstream> at) {
    this.calls = calls;
    this.tries = tries;
    this.call = call;
    this.candidates = candidates;
    this.pick = pick;
    addresses = at.iterator();
    upstream = addresses.next();
    tries.asks(pick);
    attempt = calls.balancer().start(call.service(), pick.node());
    askedAt = System.nanoTime();
  }

  static Optional<DirectCall> begin(
      DirectCalls calls, Tries tries, ServiceCall call, Candidates candidates, Pick pick) {
    var at = DirectCalls.addresses(candidates, pick.node());
    if (at.isEmpty()) {
      calls.balancer().returned(call.service(), pick.node());
      return Optional.empty();
    }
    calls.traffic().startedDirect(call.service());
    return Optional.of(new DirectCall(calls, tries, call, candidates, pick, at));
  }

  /** Who is to be asked now. */
  public Upstream upstream() {
    return upstream;
  }

  /** Who serves it and why, for <code>X-RMA-Route</code>. */
  public String route() {
    return Verdict.route(calls.hop(), pick);
  }

  /**
   * The head of an answer came. Whether it is to be passed on: otherwise {@link #upstream} is
   * somebody else, who is to be asked now.
   *
   * @param error what <code>X-RMA-Error</code> says, empty without
   * @param retryAfter what <code>Retry-After</code> says, empty without
   */
  public boolean answered(int status, String error, String retryAfter) {
    var said = Verdict.of(status, error, retryAfter);
    verdict = said;
    calls.routes().answered(call, upstream);
    if (said.isFailure()) {
      calls.routes().failed(call, upstream);
    }
    if (said.isRefusal() && tries.mayRepeat(said.wasNotServed()) && tries.takeAnother()) {
      said.tell(attempt);
      if (asksAnother()) {
        return false;
      }
    }
    if (!said.isRefusal()) {
      var firstByte = Duration.ofNanos(System.nanoTime() - askedAt);
      calls.traffic().firstByte(call.service(), firstByte.toNanos());
      attempt.answered(firstByte);
    }
    tries.delivers();
    return true;
  }

  private boolean asksAnother() {
    while (tries.another().isPresent()) {
      var next = tries.next();
      var at = DirectCalls.addresses(candidates, next.node());
      tries.asks(next);
      if (!at.isEmpty()) {
        pick = next;
        addresses = at.iterator();
        ask(addresses.next());
        return true;
      }
      calls.balancer().returned(call.service(), next.node());
    }
    return false;
  }

  private void ask(Upstream next) {
    upstream = next;
    verdict = null;
    attempt = calls.balancer().start(call.service(), pick.node());
    askedAt = System.nanoTime();
  }

  /** Whether the call may be sent twice to who is asked now, which gave no answer. */
  public boolean mayBeSentAgain() {
    return tries.isHarmless();
  }

  /**
   * The upstream failed. What the client is told, which ends the call, or its connection's end if
   * the answer has begun; empty when {@link #upstream} is somebody else, who is to be asked now.
   */
  public Optional<Problem> failed(CallFailedException reason) {
    try {
      var took = Duration.ofNanos(System.nanoTime() - askedAt);
      tries.failed(new Asked.Failed(pick, upstream, attempt, reason, took));
      if (addresses.hasNext()) {
        ask(addresses.next());
        return Optional.empty();
      }
      if (asksAnother()) {
        return Optional.empty();
      }
      throw tries.nobody();
    } catch (PlatformException e) {
      ended(e.problem().status());
      return Optional.of(e.problem());
    }
  }

  /** The answer has been passed on to its end. */
  public void delivered() {
    if (verdict != null) {
      verdict.tell(attempt);
      ended(verdict.status());
    }
  }

  /** Nobody waits for it any more. */
  public void clientLeft() {
    attempt.ended(Outcome.CLIENT_LEFT);
    ended(0);
  }

  /**
   * The program ends before its answer does. What the client is told, if it has had nothing yet.
   */
  public Problem stopped() {
    var problem = GracefulShutdown.problem(calls.hop());
    attempt.ended(Outcome.CLIENT_LEFT);
    ended(problem.status());
    return problem;
  }

  private void ended(int status) {
    calls.traffic().ended(call.service(), status >= SERVER_ERROR, tries.nanos());
  }
}
