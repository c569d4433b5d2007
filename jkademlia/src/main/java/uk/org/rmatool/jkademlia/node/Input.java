package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Value;

/** What can happen to a node. A ticket comes back with the {@link Effect.Done} that ends it. */
public sealed interface Input {
  /** A datagram arrived. */
  record Datagram(InetSocketAddress from, Bytes content) implements Input {}

  /** Time went by; due when {@link Node#wake} says so. */
  record Tick() implements Input {}

  /** Join the network through these nodes; {@link Outcome.Joined} ends it. */
  record Bootstrap(long ticket, List<InetSocketAddress> seeds) implements Input {
    public Bootstrap {
      seeds = List.copyOf(seeds);
    }
  }

  /** Ask whoever is at an address who they are; {@link Outcome.Alive} or {@link Outcome.Silent}. */
  record Ping(long ticket, InetSocketAddress address) implements Input {}

  /**
   * Look for a value; {@link Outcome.Got} ends it.
   *
   * @param name the name that the key is of, if it is known, for policy to tell what is none
   * @param values how many nodes should return one before they are combined; this node's own copy
   *     counts
   */
  record Get(long ticket, Key key, Optional<String> name, int values) implements Input {
    public Get {
      if (values < 1) {
        throw new IllegalArgumentException("values: " + values);
      }
    }

    /** Whatever is kept under a key. */
    public Get(long ticket, Key key, int values) {
      this(ticket, key, Optional.empty(), values);
    }

    /** What is kept under a name. */
    public Get(long ticket, String name, int values) {
      this(ticket, Key.named(name), Optional.of(name), values);
    }
  }

  /** Store a value at the closest nodes; {@link Outcome.Stored} or {@link Outcome.Refused}. */
  record Set(long ticket, Key key, Value value) implements Input {}

  /**
   * Have one node keep a value, wherever the key belongs; {@link Outcome.Stored} or {@link
   * Outcome.Silent}.
   */
  record Give(long ticket, InetSocketAddress address, Key key, Value value) implements Input {}

  /** Look for the closest nodes; {@link Outcome.Closest} ends it. */
  record Find(long ticket, Key key) implements Input {}

  /**
   * Wait for a request with this message id; {@link Outcome.Called} or {@link Outcome.Silent}. It
   * counts even when nobody is answered.
   */
  record Expect(long ticket, MessageId id, Duration patience) implements Input {}

  /** From now on pass on at this rate what nodes store here that talk to nobody else. */
  record Relay(Settings.Rate rate) implements Input {}

  /** From now on talk to everybody, or to some alone. */
  record Change(Reach reach) implements Input {}
}
