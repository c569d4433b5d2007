package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.util.Set;

/** Whom a node talks to. */
public sealed interface Reach {
  /** Everybody: it can be reached from outside. */
  record Open() implements Reach {}

  /**
   * These alone, without answering anybody: deployed nodes would put a node that they cannot reach
   * into their tables as soon as they heard from it.
   */
  record ClientOf(Set<InetSocketAddress> nodes) implements Reach {
    public ClientOf {
      nodes = Set.copyOf(nodes);
    }
  }

  /** Whether a node at this address may be asked. */
  default boolean mayAsk(InetSocketAddress address) {
    return switch (this) {
      case Open ignored -> true;
      case ClientOf(var nodes) -> nodes.contains(address);
    };
  }

  /** Whether anybody is answered. */
  default boolean answers() {
    return this instanceof Open;
  }
}
