package uk.org.rmatool.jkademlia.codec;

import java.nio.ByteBuffer;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.MessageId;
import uk.org.rmatool.jkademlia.message.Value;

/** A datagram with its body read, whatever it means. */
public record Frame(Type type, MessageId id, Value body) {
  /** The first byte of a datagram. */
  public enum Type {
    REQUEST,
    RESPONSE
  }

  /** What is longer is not read. A node list takes 1 KB, the longest value 8 KB. */
  public static final int MAX_BYTES = 16_384;

  /** How long the body of a request may be. */
  public static final int MAX_REQUEST_BODY = 8_192;

  private static final int HEADER = 1 + MessageId.BYTES;

  /** Reads a datagram, up to the buffer's limit. */
  public static Frame read(ByteBuffer datagram) throws CodecException {
    int length = datagram.remaining();
    if (length <= HEADER || length > MAX_BYTES) {
      throw new CodecException("a datagram of " + length + " bytes");
    }
    var type =
        switch (datagram.get()) {
          case 0 -> Type.REQUEST;
          case 1 -> Type.RESPONSE;
          default -> throw new CodecException("neither request nor response");
        };
    if (type == Type.REQUEST && length - HEADER > MAX_REQUEST_BODY) {
      throw new CodecException("a request of " + length + " bytes");
    }
    var id = new byte[MessageId.BYTES];
    datagram.get(id);
    return new Frame(type, MessageId.of(Bytes.wrap(id)), ValueReader.read(datagram));
  }

  /** As a datagram. */
  public Bytes bytes() {
    return new ValueWriter().raw(type == Type.REQUEST ? 0 : 1).raw(id.bytes()).value(body).bytes();
  }
}
