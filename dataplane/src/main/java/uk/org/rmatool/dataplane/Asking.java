package uk.org.rmatool.dataplane;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import uk.org.rmatool.dataplane.balancing.Balancer;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;

/**
 * Asks nodes to serve a call.
 *
 * @param hop this program's name
 */
record Asking(
    Relay relay,
    Balancer balancer,
    String service,
    HttpServletRequest request,
    RequestBody body,
    String hop) {

  /**
   * Asks one and waits until its answer begins.
   *
   * @throws BrokenOffException when the client broke off within its body
   */
  Asked at(Upstream upstream, Pick pick) throws BrokenOffException {
    var attempt = balancer.start(service, pick.node());
    var traced = TracedTry.begin(request, service, upstream, pick, attempt);
    var begun = System.nanoTime();
    try {
      var answer = relay.send(upstream, request, body, hop, traced.headers());
      var firstByte = since(begun);
      traced.answered(answer.status(), firstByte);
      return new Asked.Answered(pick, upstream, attempt, answer, firstByte);
    } catch (CallFailedException e) {
      traced.failed(e.reason());
      return new Asked.Failed(pick, upstream, attempt, e, since(begun));
    } catch (BrokenOffException | RuntimeException e) {
      attempt.ended(Outcome.CLIENT_LEFT);
      throw e;
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
