package uk.org.rmatool.jkademlia.codec;

import java.util.List;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Request.Sender;
import uk.org.rmatool.jkademlia.message.Value;

/** Requests as bodies of datagrams: {@code [name, [argument, …]]}. */
final class Requests {
  /** Longer ids are not repeated to anybody, so there is no reason to take them. */
  private static final int MAX_SENDER = 64;

  private Requests() {}

  static Request read(Value body) throws CodecException {
    if (!(body instanceof Value.Array(var call)
        && call.size() == 2
        && call.get(0) instanceof Value.Str(var name)
        && call.get(1) instanceof Value.Array(var arguments))) {
      throw new CodecException("a request is a name and its arguments");
    }
    return switch (name) {
      case "stun" -> {
        expect(0, arguments);
        yield new Request.Stun();
      }
      case "ping" -> {
        expect(1, arguments);
        yield new Request.Ping(sender(arguments));
      }
      case "store" -> {
        expect(3, arguments);
        yield new Request.Store(sender(arguments), key(arguments), arguments.get(2));
      }
      case "find_node" -> {
        expect(2, arguments);
        yield new Request.FindNode(sender(arguments), key(arguments));
      }
      case "find_value" -> {
        expect(2, arguments);
        yield new Request.FindValue(sender(arguments), key(arguments));
      }
      default -> throw new CodecException("an unknown request");
    };
  }

  static Value body(Request request) {
    return switch (request) {
      case Request.Stun ignored -> call("stun");
      case Request.Ping(var sender) -> call("ping", bin(sender));
      case Request.Store(var sender, var key, var value) ->
          call("store", bin(sender), bin(key), value);
      case Request.FindNode(var sender, var key) -> call("find_node", bin(sender), bin(key));
      case Request.FindValue(var sender, var key) -> call("find_value", bin(sender), bin(key));
    };
  }

  private static Value call(String name, Value... arguments) {
    return Value.Array.of(new Value.Str(name), Value.Array.of(arguments));
  }

  private static void expect(int count, List<Value> arguments) throws CodecException {
    if (arguments.size() != count) {
      throw new CodecException("the wrong number of arguments");
    }
  }

  private static Sender sender(List<Value> arguments) throws CodecException {
    var bytes = bytes(arguments.get(0));
    if (bytes.size() > MAX_SENDER) {
      throw new CodecException("an id of " + bytes.size() + " bytes");
    }
    return new Sender(bytes);
  }

  private static Key key(List<Value> arguments) throws CodecException {
    return key(arguments.get(1));
  }

  static Key key(Value value) throws CodecException {
    var bytes = bytes(value);
    if (bytes.size() != Key.BYTES) {
      throw new CodecException("a key of " + bytes.size() + " bytes");
    }
    return Key.of(bytes);
  }

  private static Bytes bytes(Value value) throws CodecException {
    if (value instanceof Value.Bin(var bytes)) {
      return bytes;
    }
    throw new CodecException("not bin where bin is due");
  }

  private static Value bin(Sender sender) {
    return new Value.Bin(sender.bytes());
  }

  static Value bin(Key key) {
    return new Value.Bin(key.bytes());
  }
}
