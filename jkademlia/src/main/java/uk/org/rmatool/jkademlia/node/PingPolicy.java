package uk.org.rmatool.jkademlia.node;

import java.time.Instant;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * What a node's program makes of pings that it gets. Called by the node's one thread, which must
 * not be kept waiting. Who asks, and from where, is only as good as a datagram's word.
 */
public interface PingPolicy {
  /** A ping is a ping. */
  PingPolicy USUAL =
      new PingPolicy() {
        @Override
        public Verdict judge(Peer from, Instant now) {
          return Verdict.GREET;
        }

        @Override
        public void stored(Peer from, Key key, Value value, Instant now) {}
      };

  /** What becomes of a ping. */
  enum Verdict {
    /** It is answered, and whoever asks may get into the routing table. */
    GREET,
    /** It is answered; whoever asks is known well enough. */
    ANSWER,
    /** It is not answered. */
    SILENCE
  }

  /** Somebody pings. */
  Verdict judge(Peer from, Instant now);

  /** Somebody sent a value that is kept now, as it was sent or merged with others. */
  void stored(Peer from, Key key, Value value, Instant now);
}
