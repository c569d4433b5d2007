package uk.org.rmatool.dataplane.balancing;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call at one node, from its start to its end. It counts as in flight until it has ended; only
 * the first end counts.
 */
public final class Attempt {
  private final Service service;
  private final Node node;
  private final Clock clock;
  private final int startedAt;
  private final AtomicBoolean ended = new AtomicBoolean();

  Attempt(Service service, Node node, Clock clock) {
    this.service = service;
    this.node = node;
    this.clock = clock;
    startedAt = node.started(clock.millis());
  }

  /**
   * A good answer began, one that does not mean that the node failed or is full.
   *
   * @param firstByte how long after the call was sent
   */
  public void answered(Duration firstByte) {
    service.answered(node, firstByte.toNanos(), startedAt, clock.millis());
  }

  public void ended(Outcome outcome) {
    if (ended.getAndSet(true)) {
      return;
    }
    if (outcome == Outcome.OK) {
      service.succeeded(node, clock.millis());
    } else if (outcome.isFailure()) {
      service.failed(node, startedAt, clock.millis());
    } else {
      node.left();
    }
  }

  /** The node said that it has too much to do: 503 or 429 with Retry-After. Ends the attempt. */
  public void full(Duration retryAfter) {
    if (!ended.getAndSet(true)) {
      node.full(retryAfter, clock.millis());
    }
  }
}
