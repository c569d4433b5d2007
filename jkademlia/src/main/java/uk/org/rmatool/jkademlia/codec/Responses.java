package uk.org.rmatool.jkademlia.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.message.Contact;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;
import uk.org.rmatool.jkademlia.message.Value;

/** Results as responses, which takes knowing what was asked. */
public final class Responses {
  /** A node list holds so many contacts; what comes after them is not looked at. */
  public static final int MAX_CONTACTS = 20;

  private static final Value VALUE = new Value.Str("value");

  /** Longer than any address, and than most names. */
  private static final int MAX_HOST = 255;

  private Responses() {}

  /** What a result says to a request. */
  public static Response read(Request asked, Value result) throws CodecException {
    return switch (asked) {
      case Request.Stun ignored
          when result instanceof Value.Array(var address)
              && address.size() == 2
              && address.get(0) instanceof Value.Str(var host)
              && address.get(1) instanceof Value.Int(var port)
              && isPort(port) ->
          new Response.Seen(host, (int) port);
      case Request.Ping ignored -> new Response.Pong(new NodeId(Requests.key(result)));
      case Request.Store ignored when result instanceof Value.Bool(var kept) ->
          new Response.Stored(kept);
      case Request.FindNode ignored when result instanceof Value.Array(var nodes) -> nodes(nodes);
      case Request.FindValue ignored when result instanceof Value.Array(var nodes) -> nodes(nodes);
      case Request.FindValue ignored when result instanceof Value.Map(var pairs) -> found(pairs);
      default -> throw new CodecException("not what was asked for");
    };
  }

  /** A response as the body of a datagram. */
  static Value body(Response response) {
    return switch (response) {
      case Response.Seen(var host, var port) -> address(host, port);
      case Response.Pong(var id) -> Requests.bin(id.point());
      case Response.Stored(var kept) -> new Value.Bool(kept);
      case Response.Nodes(var contacts) ->
          new Value.Array(contacts.stream().map(Responses::contact).toList());
      case Response.Found(var value) -> new Value.Map(List.of(new Value.Pair(VALUE, value)));
    };
  }

  private static Value address(String host, int port) {
    return Value.Array.of(new Value.Str(host), new Value.Int(port));
  }

  private static Value contact(Contact contact) {
    return Value.Array.of(
        Requests.bin(contact.id().point()),
        new Value.Str(contact.host()),
        new Value.Int(contact.port()));
  }

  private static Response found(List<Value.Pair> pairs) throws CodecException {
    for (var pair : pairs) {
      if (pair.key().equals(VALUE)) {
        return pair.value() instanceof Value.Nil
            ? new Response.Nodes(List.of())
            : new Response.Found(pair.value());
      }
    }
    throw new CodecException("a found value without a value");
  }

  private static Response nodes(List<Value> nodes) {
    List<Contact> contacts = new ArrayList<>();
    for (var node : nodes.subList(0, Math.min(nodes.size(), MAX_CONTACTS))) {
      contact(node).ifPresent(contacts::add);
    }
    return new Response.Nodes(contacts);
  }

  /** Empty if it is none; the others in the list may be good. */
  private static Optional<Contact> contact(Value node) {
    if (node instanceof Value.Array(var parts)
        && parts.size() == 3
        && parts.get(0) instanceof Value.Bin(var id)
        && id.size() == Key.BYTES
        && parts.get(1) instanceof Value.Str(var host)
        && host.length() <= MAX_HOST
        && parts.get(2) instanceof Value.Int(var port)
        && isPort(port)) {
      return Optional.of(new Contact(NodeId.of(id), host, (int) port));
    }
    return Optional.empty();
  }

  private static boolean isPort(long port) {
    return port >= 0 && port <= 65_535;
  }
}
