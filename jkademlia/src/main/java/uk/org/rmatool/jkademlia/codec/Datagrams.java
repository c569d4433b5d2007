package uk.org.rmatool.jkademlia.codec;

import java.nio.ByteBuffer;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Message;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Request;
import uk.org.rmatool.jkademlia.message.Response;

/** Messages as datagrams. */
public final class Datagrams {
  /**
   * How many bytes a value may take for a request to carry it: text of 8137 bytes, for instance.
   */
  public static final int MAX_VALUE = Frame.MAX_REQUEST_BODY - 52;

  private Datagrams() {}

  /** Reads a datagram, up to the buffer's limit. */
  public static Message read(ByteBuffer datagram) throws CodecException {
    var frame = Frame.read(datagram);
    return switch (frame.type()) {
      case REQUEST -> new Message.Question(frame.id(), Requests.read(frame.body()));
      case RESPONSE -> new Message.Answer(frame.id(), frame.body());
    };
  }

  /** A request as a datagram. */
  public static Bytes write(MessageId id, Request request) {
    return new Frame(Frame.Type.REQUEST, id, Requests.body(request)).bytes();
  }

  /** A response as a datagram. */
  public static Bytes write(MessageId id, Response response) {
    return new Frame(Frame.Type.RESPONSE, id, Responses.body(response)).bytes();
  }
}
