package uk.org.rmatool.jkademlia.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * A value offered to several nodes: one that does not answer is replaced by the next. Ends when
 * each has answered or failed, or when most keep it and the others are slow.
 */
final class Offer {
  private final Iterator<Peer> candidates;
  private final Send send;
  private final IntConsumer then;
  private int most;
  private int open;
  private int kept;
  private boolean over;

  /** Makes the offer to a node. */
  interface Send {
    void to(Peer peer, Reply reply, Instant now);
  }

  /**
   * An offer.
   *
   * @param candidates the best first
   * @param kept how many keep it already
   * @param then takes how many keep it in the end
   */
  Offer(List<Peer> candidates, int kept, Send send, IntConsumer then) {
    this.candidates = candidates.iterator();
    this.kept = kept;
    this.send = send;
    this.then = then;
  }

  /** Makes it to so many nodes. */
  void begin(int nodes, Instant now) {
    while (open < nodes && candidates.hasNext()) {
      open++;
      send.to(candidates.next(), new OneOfThem(), now);
    }
    most = open / 2 + 1;
    endIfDone();
  }

  private void endIfDone() {
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
      end();
    }

    @Override
    public void slow(Instant now) {
      if (kept >= most) {
        end();
      }
    }

    @Override
    public void failed(Instant now) {
      if (candidates.hasNext()) {
        send.to(candidates.next(), this, now);
      } else {
        end();
      }
    }

    private void end() {
      if (waitedFor) {
        waitedFor = false;
        open--;
        endIfDone();
      }
    }
  }
}
