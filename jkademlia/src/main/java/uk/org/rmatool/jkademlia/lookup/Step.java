package uk.org.rmatool.jkademlia.lookup;

import java.time.Duration;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * One request of a look-up and what came of it.
 *
 * @param hop 1 for nodes known from the start, one more than who told of it otherwise
 * @param took from the request to the answer, or to giving up
 */
public record Step(Peer peer, int hop, Duration took, Result result) {
  /** What came of it. */
  public enum Result {
    NODES,
    VALUE,
    /** A value that policy does not let us believe. */
    REFUSED,
    NO_ANSWER
  }
}
