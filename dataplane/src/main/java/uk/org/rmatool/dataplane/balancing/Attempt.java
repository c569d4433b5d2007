package uk.org.rmatool.dataplane.balancing;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call at one node, from its start to its end. It counts as in flight until it has ended; only
 * the first end counts.
 */
public final class Attempt {
  /** How one ended whose node was slower than another. */
  public static final String OUTRUN = "outrun";

  private final Service service;
  private final Node node;
  private final Clock clock;
  private final int startedAt;
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable Consumer<String> listener;

  Attempt(Service service, Node node, Clock clock) {
    this.service = service;
    this.node = node;
    this.clock = clock;
    startedAt = node.started(clock.millis());
  }

  /** Before anybody else has it: who is told, once, how it ended, in one word. */
  public void whenEnded(Consumer<String> told) {
    listener = told;
  }

  private void tell(String how) {
    if (listener != null) {
      listener.accept(how);
    }
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
    tell(outcome.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The call was taken back because another node was faster. Ends the attempt.
   *
   * @param silent how long the node had not answered
   */
  public void outrun(Duration silent) {
    if (!ended.getAndSet(true)) {
      node.outrun(silent.toNanos(), clock.millis());
      tell(OUTRUN);
    }
  }

  /** The node said that it has too much to do: 503 or 429 with Retry-After. Ends the attempt. */
  public void full(Duration retryAfter) {
    if (!ended.getAndSet(true)) {
      node.full(retryAfter, clock.millis());
      tell("full");
    }
  }
}
