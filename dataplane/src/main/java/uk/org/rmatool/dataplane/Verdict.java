package uk.org.rmatool.dataplane;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.dataplane.balancing.Attempt;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.balancing.Outcome;
import uk.org.rmatool.dataplane.transport.Answer;

/**
 * What an answer's head says of the node that gave it.
 *
 * @param status of the answer
 * @param error what a hop of this platform says itself, its problem's type; empty when the answer
 *     is a service's own
 * @param retryAfter when it wants to be asked again
 */
record Verdict(int status, String error, Optional<Duration> retryAfter) {
  /** Who served a call and why, one value for each hop, the first hop first. */
  static final String ROUTE = "X-RMA-Route";

  /** In answers that a hop gives itself: which error it is. */
  static final String ERROR = "X-RMA-Error";

  /** Nobody had the call. */
  private static final Set<String> NOT_SERVED =
      Set.of(
          ProblemType.NO_PROVIDER.uri(),
          ProblemType.NO_COORDINATOR.uri(),
          ProblemType.SATURATED.uri());

  private static final int TOO_MANY = 429;
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final Duration SHORTLY = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  static Verdict of(Answer answer) {
    return of(answer.status(), header(answer, ERROR), header(answer, "Retry-After"));
  }

  static Verdict of(int status, String error, String retryAfter) {
    return new Verdict(status, error, seconds(retryAfter));
  }

  private static String header(Answer answer, String name) {
    var header = answer.headers().getFirstHeader(name);
    return header == null ? "" : header.getValue();
  }

  private static Optional<Duration> seconds(String value) {
    return Optional.of(value)
        .filter(text -> !text.isEmpty() && text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(time -> time.compareTo(LONGEST) > 0 ? LONGEST : time);
  }

  /** What {@link #ROUTE} says for a hop. */
  static String route(String hop, Pick pick) {
    return hop + ": " + pick.node() + " (" + pick.why() + ")";
  }

  /** Whether another node may do better. */
  boolean isRefusal() {
    return isFull() || status == BAD_GATEWAY || status == UNAVAILABLE || status == GATEWAY_TIMEOUT;
  }

  /** Whether surely nobody has begun to serve the call. */
  boolean wasNotServed() {
    return NOT_SERVED.contains(error);
  }

  /** Whether it cannot serve such calls, now or soon. */
  boolean isFailure() {
    return isRefusal() && (!isFull() || error.equals(ProblemType.NO_PROVIDER.uri()));
  }

  private boolean isFull() {
    return (status == UNAVAILABLE || status == TOO_MANY) && retryAfter.isPresent();
  }

  /** Lets the balancer know; a hop that is in order is not blamed for what is behind it. */
  void tell(Attempt attempt) {
    if (isFull()) {
      attempt.full(retryAfter.orElse(SHORTLY));
    } else if (isRefusal() && error.isEmpty()) {
      attempt.ended(Outcome.SERVER_ERROR);
    } else {
      attempt.ended(Outcome.OK);
    }
  }
}
