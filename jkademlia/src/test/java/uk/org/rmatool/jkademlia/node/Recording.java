package uk.org.rmatool.jkademlia.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.codec.Vector;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;

/** The three deployed nodes that were recorded, and what each answered to what. */
final class Recording {
  static final InetSocketAddress A = address("127.0.0.1:18468");
  static final InetSocketAddress B = address("127.0.0.1:18469");
  static final InetSocketAddress C = address("127.0.0.1:18470");
  static final Map<InetSocketAddress, NodeId> IDS =
      Map.of(
          A, id("1611bad57e3a0806f5c7f72202ea59be46b6e423"),
          B, id("4abc9ca6939b6289fc990666d004e9c8de50273a"),
          C, id("ec819ed7e819bdc088713d7e2dbfccd169c42ca9"));

  private final Map<String, Bytes> answers = new HashMap<>();

  Recording() {
    Map<Bytes, Vector> asked = new HashMap<>();
    for (var vector : Vector.wellFormed()) {
      if (vector.isRequest()) {
        asked.put(messageId(vector.bytes()), vector);
      } else {
        var request = asked.get(messageId(vector.bytes()));
        answers.put(request.to() + " " + body(request.bytes()), body(vector.bytes()));
      }
    }
  }

  /** What the node at an address answered to such a request; to a ping it says who it is. */
  Optional<Bytes> answer(InetSocketAddress to, Bytes request) {
    var recorded = answers.get(text(to) + " " + body(request));
    if (recorded != null) {
      return Optional.of(Bytes.ofHex("01" + messageId(request) + recorded));
    }
    return IDS.containsKey(to) && request(request) instanceof Request.Ping
        ? Optional.of(Answers.to(request, new Response.Pong(IDS.get(to))))
        : Optional.empty();
  }

  /** What a node asked in phases whose names begin so. */
  static List<Vector> asked(InetSocketAddress by, String phase) {
    return Vector.wellFormed().stream()
        .filter(v -> v.isRequest() && v.phase().startsWith(phase) && address(v.from()).equals(by))
        .toList();
  }

  static Request request(Bytes datagram) {
    try {
      return ((Message.Question) Datagrams.read(datagram.buffer())).request();
    } catch (CodecException e) {
      throw new AssertionError(e);
    }
  }

  static Bytes messageId(Bytes datagram) {
    return Bytes.ofHex(datagram.toString().substring(2, 42));
  }

  static Bytes body(Bytes datagram) {
    return Bytes.ofHex(datagram.toString().substring(42));
  }

  static InetSocketAddress address(String text) {
    int port = Integer.parseInt(text.substring(text.indexOf(':') + 1));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static String text(InetSocketAddress address) {
    return "127.0.0.1:" + address.getPort();
  }

  private static NodeId id(String hex) {
    return NodeId.of(Bytes.ofHex(hex));
  }
}
