package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import uk.org.rmatool.jkademlia.id.Bytes;

/** What a node wants done. */
public sealed interface Effect {
  /** Send a datagram, which may get lost. */
  record Send(InetSocketAddress to, Bytes content) implements Effect {}

  /** Tell whoever gave a ticket how it ended. */
  record Done(long ticket, Outcome outcome) implements Effect {}
}
