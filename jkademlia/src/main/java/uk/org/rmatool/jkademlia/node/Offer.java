package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;
import uk.org.rmatool.jkademlia.message.Response;

/** A value offered to several nodes: ends when each has answered or failed, or most keep it. */
final class Offer {
  private final IntConsumer then;
  private final int most;
  private int open;
  private int kept;
  private boolean over;

  Offer(int nodes, int kept, IntConsumer then) {
    this.most = nodes / 2 + 1;
    this.open = nodes;
    this.kept = kept;
    this.then = then;
  }

  Reply reply() {
    return new OneOfThem();
  }

  /** Ends it if there is nobody to wait for. */
  void endIfDone() {
    if (!over && open == 0) {
      over = true;
      then.accept(kept);
    }
  }

  private final class OneOfThem implements Reply {
    private boolean waitedFor = true;

    @Override
    public void answered(Response response, Duration took, Instant now) {
      if (response instanceof Response.Stored(var stored) && stored) {
        kept++;
      }
      next();
    }

    @Override
    public void slow(Instant now) {
      if (kept >= most) {
        next();
      }
    }

    @Override
    public void failed(Instant now) {
      next();
    }

    private void next() {
      if (waitedFor) {
        waitedFor = false;
        open--;
        endIfDone();
      }
    }
  }
}
