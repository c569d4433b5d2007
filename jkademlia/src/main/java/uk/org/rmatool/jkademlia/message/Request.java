package uk.org.rmatool.jkademlia.message;

import java.util.Optional;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;

/** What a node asks of another; there are these five questions and no others. */
public sealed interface Request {
  /** Under which address do you see me? */
  record Stun() implements Request {}

  /** Who are you? */
  record Ping(Sender sender) implements Request {}

  /** Keep this. */
  record Store(Sender sender, Key key, Value value) implements Request {}

  /** Who is closest to this? */
  record FindNode(Sender sender, Key key) implements Request {}

  /** What is kept under this, or who is closest to it? */
  record FindValue(Sender sender, Key key) implements Request {}

  /**
   * Who asks, as the asker says. Deployed nodes answer a sender whose id is not 20 bytes, so we do,
   * but such a one is no node.
   */
  record Sender(Bytes bytes) {
    public static Sender of(NodeId id) {
      return new Sender(id.bytes());
    }

    /** The node, if it can be one. */
    public Optional<NodeId> id() {
      return bytes.size() == Key.BYTES ? Optional.of(NodeId.of(bytes)) : Optional.empty();
    }
  }

  /** Who asks, if the request says. */
  default Optional<NodeId> from() {
    return switch (this) {
      case Stun ignored -> Optional.empty();
      case Ping ping -> ping.sender().id();
      case Store store -> store.sender().id();
      case FindNode find -> find.sender().id();
      case FindValue find -> find.sender().id();
    };
  }
}
