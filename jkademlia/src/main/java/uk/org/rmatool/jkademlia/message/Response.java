package uk.org.rmatool.jkademlia.message;

import java.util.List;
import uk.org.rmatool.jkademlia.id.NodeId;

/** What a node answers. */
public sealed interface Response {
  /** To a stun: the asker's address. */
  record Seen(String host, int port) implements Response {}

  /** To a ping: who answers. */
  record Pong(NodeId id) implements Response {}

  /** To a store: whether the value is kept. Deployed nodes always say that it is. */
  record Stored(boolean kept) implements Response {}

  /** To both finds: nodes that are closer, the closest first or not. */
  record Nodes(List<Contact> contacts) implements Response {
    public Nodes {
      contacts = List.copyOf(contacts);
    }
  }

  /** To a find of a value: the value. */
  record Found(Value value) implements Response {}
}
