package uk.org.rmatool.jkademlia.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.ValueReader;
import uk.org.rmatool.jkademlia.codec.ValueWriter;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Contact;
import uk.org.rmatool.jkademlia.message.Value;
import uk.org.rmatool.jkademlia.routing.Addresses;
import uk.org.rmatool.jkademlia.routing.Peer;

/**
 * What a node takes with it from one start to the next: its id, and whom it knew. The peers are
 * only addresses to ask again; nobody is believed to be there still.
 */
public record Snapshot(NodeId self, List<Peer> peers) {
  /** So many are kept. */
  static final int MAX_PEERS = 500;

  public Snapshot {
    peers = List.copyOf(peers.subList(0, Math.min(peers.size(), MAX_PEERS)));
  }

  /** As bytes: MessagePack, {@code [1, id, [[id, ip, port], …]]}. */
  public Bytes bytes() {
    var known = peers.stream().map(Snapshot::write).toList();
    return ValueWriter.write(
        Value.Array.of(new Value.Int(1), new Value.Bin(self.bytes()), new Value.Array(known)));
  }

  private static Value write(Peer peer) {
    var contact = peer.contact();
    return Value.Array.of(
        new Value.Bin(contact.id().bytes()),
        new Value.Str(contact.host()),
        new Value.Int(contact.port()));
  }

  /** Reads what {@link #bytes} wrote; empty if these are other bytes. */
  public static Optional<Snapshot> read(Bytes bytes) {
    try {
      if (ValueReader.read(bytes.buffer()) instanceof Value.Array(var parts)
          && parts.size() == 3
          && parts.get(0).equals(new Value.Int(1))
          && parts.get(1) instanceof Value.Bin(var id)
          && id.size() == Key.BYTES
          && parts.get(2) instanceof Value.Array(var known)) {
        List<Peer> peers = new ArrayList<>();
        known.forEach(peer -> peer(peer).ifPresent(peers::add));
        return Optional.of(new Snapshot(NodeId.of(id), peers));
      }
      return Optional.empty();
    } catch (CodecException e) {
      return Optional.empty();
    }
  }

  private static Optional<Peer> peer(Value value) {
    if (value instanceof Value.Array(var parts)
        && parts.size() == 3
        && parts.get(0) instanceof Value.Bin(var id)
        && id.size() == Key.BYTES
        && parts.get(1) instanceof Value.Str(var host)
        && parts.get(2) instanceof Value.Int(var port)
        && port > 0
        && port <= 65_535) {
      // We wrote it ourselves, so an address of this machine is as good as any.
      return Addresses.peer(
          new Contact(NodeId.of(id), host, (int) port),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
    return Optional.empty();
  }
}
