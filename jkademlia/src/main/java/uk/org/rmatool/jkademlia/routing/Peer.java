package uk.org.rmatool.jkademlia.routing;

import java.net.InetSocketAddress;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Contact;

/** A node and where it can be asked. */
public record Peer(NodeId id, InetSocketAddress address) {
  public Peer {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("a name instead of an address: " + address);
    }
  }

  /** As others are told of it. */
  public Contact contact() {
    return new Contact(id, Addresses.text(address.getAddress()), address.getPort());
  }
}
