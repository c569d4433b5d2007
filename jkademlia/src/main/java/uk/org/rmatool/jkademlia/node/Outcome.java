package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.lookup.Step;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Peer;

/** How something that was asked of a node ended. */
public sealed interface Outcome {
  /**
   * The network was joined, or not.
   *
   * @param peers how many nodes are known now
   */
  record Joined(int peers) implements Outcome {}

  /** A ping was answered. */
  record Alive(NodeId id, Duration roundTrip) implements Outcome {}

  /** A ping, or a value that was given to one node, was not answered, or a request did not come. */
  record Silent() implements Outcome {}

  /** A request that was expected arrived. */
  record Called(InetSocketAddress from) implements Outcome {}

  /**
   * A search for a value ended.
   *
   * @param hops how far away the first that returned it was; 0 if it was here
   */
  record Got(Optional<Value> value, int hops, List<Step> steps) implements Outcome {}

  /**
   * A value was offered to the closest nodes, or to one.
   *
   * @param kept how many said that they keep it, this node included
   */
  record Stored(int kept, int hops) implements Outcome {}

  /** A search for nodes ended; the closest come first. */
  record Closest(List<Peer> peers, int hops, List<Step> steps) implements Outcome {}

  /** Nothing was done: the policy's reason, {@code size}, or {@code busy}. */
  record Refused(String reason) implements Outcome {}
}
