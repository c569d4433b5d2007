package uk.org.rmatool.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import uk.org.rmatool.dataplane.balancing.Choice.Pick;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;

/**
 * Nodes that are asked the same at the same time: hedged requests (Dean and Barroso, "The tail at
 * scale"). Closing it tells whoever still runs to stop, at once.
 */
final class Race implements AutoCloseable {
  private final Asking asking;
  private final List<Thread> runners = new ArrayList<>();
  private final BlockingQueue<Asked> ended = new LinkedBlockingQueue<>();
  private boolean over;

  Race(Asking asking) {
    this.asking = asking;
  }

  /** Asks a node, at one of its addresses after the other. */
  void enter(Pick pick, List<Upstream> addresses) {
    if (!addresses.isEmpty()) {
      runners.add(Thread.ofVirtual().name("hedged-call").start(() -> tell(runs(pick, addresses))));
    }
  }

  private Asked runs(Pick pick, List<Upstream> addresses) {
    for (int i = 0; ; i++) {
      var asked = ask(addresses.get(i), pick);
      if (!(asked instanceof Asked.Failed failed)
          || i + 1 == addresses.size()
          || Thread.currentThread().isInterrupted()) {
        return asked;
      }
      failed.attempt().ended(failed.outcome());
    }
  }

  private Asked ask(Upstream upstream, Pick pick) {
    try {
      return asking.at(upstream, pick);
    } catch (BrokenOffException | RuntimeException e) {
      var attempt = asking.balancer().start(asking.service(), pick.node());
      var reason = new CallFailedException(Failure.BROKEN, "cannot be asked: " + e, e);
      return new Asked.Failed(pick, upstream, attempt, reason, Duration.ZERO);
    }
  }

  private synchronized void tell(Asked asked) {
    if (over) {
      asked.outrun();
    } else {
      ended.add(asked);
    }
  }

  /** Nobody is there to be asked. */
  boolean isEmpty() {
    return runners.isEmpty();
  }

  /** Whether the first one ends in this time. */
  boolean endsWithin(Duration time) throws InterruptedException {
    var asked = ended.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    return asked != null && ended.add(asked);
  }

  /**
   * Waits for the first good answer, or for the last one.
   *
   * @param lost those that ended before with something else
   */
  Asked winner(Consumer<Asked> lost) throws InterruptedException {
    for (int left = runners.size(); ; left--) {
      var asked = ended.take();
      if (left == 1 || isGood(asked)) {
        return asked;
      }
      lost.accept(asked);
    }
  }

  private static boolean isGood(Asked asked) {
    return asked instanceof Asked.Answered answered && !Verdict.of(answered.answer()).isRefusal();
  }

  @Override
  public synchronized void close() {
    over = true;
    ended.forEach(Asked::outrun);
    runners.forEach(Thread::interrupt);
  }
}
