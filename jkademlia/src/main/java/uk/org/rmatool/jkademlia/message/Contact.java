package uk.org.rmatool.jkademlia.message;

import uk.org.rmatool.jkademlia.id.NodeId;

/**
 * A node as another one tells of it.
 *
 * @param host an address in numbers, or whatever the other one wrote
 * @param port 0 to 65535
 */
public record Contact(NodeId id, String host, int port) {
  public Contact {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port);
    }
  }
}
