package uk.org.rmatool.jkademlia.node;

import uk.org.rmatool.jkademlia.codec.CodecException;
import uk.org.rmatool.jkademlia.codec.Datagrams;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.message.Response;

/** Answers of nodes that are not there. */
final class Answers {
  private Answers() {}

  static Bytes to(Bytes request, Response response) {
    try {
      return Datagrams.write(Datagrams.read(request.buffer()).id(), response);
    } catch (CodecException e) {
      throw new AssertionError(e);
    }
  }
}
