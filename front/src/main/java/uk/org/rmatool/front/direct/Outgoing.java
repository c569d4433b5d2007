package uk.org.rmatool.front.direct;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.HopHeaders;

/**
 * What is to be written to a client next. Pieces of a body are not copied unless they are small: a
 * node that sends each byte as a chunk of its own must not cost many times what it sends. Whatever
 * comes together is one chunk.
 */
final class Outgoing {
  private static final int SMALL = 256;
  private static final int ROOM = 2 * 1024;
  private static final byte[] END = bytes("\r\n");
  private static final int NO_CHUNK = -1;

  private final List<ByteBuffer> buffers = new ArrayList<>();
  private @Nullable ByteBuffer small;
  private int chunk = NO_CHUNK;
  private int chunkBytes;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  boolean isEmpty() {
    return buffers.isEmpty() && small == null;
  }

  void head(byte[] head) {
    buffers.add(ByteBuffer.wrap(head));
  }

  /**
   * A piece of a body.
   *
   * @param piece not changed before it is written, and not used by anybody else
   */
  void content(ByteBuffer piece, boolean chunked) {
    if (!piece.hasRemaining()) {
      return;
    }
    if (chunked && chunk == NO_CHUNK) {
      endSmall();
      chunk = buffers.size();
      buffers.add(ByteBuffer.wrap(END)); // its size comes here when it is known
    }
    chunkBytes += piece.remaining();
    if (piece.remaining() >= SMALL) {
      endSmall();
      buffers.add(piece);
      return;
    }
    var room = small;
    if (room == null || room.remaining() < piece.remaining()) {
      endSmall();
      room = ByteBuffer.allocate(ROOM);
      small = room;
    }
    room.put(piece);
  }

  private void endSmall() {
    if (small != null) {
      buffers.add(small.flip());
      small = null;
    }
  }

  private void endChunk() {
    endSmall();
    if (chunk != NO_CHUNK) {
      buffers.set(chunk, ByteBuffer.wrap(bytes(Integer.toHexString(chunkBytes) + "\r\n")));
      buffers.add(ByteBuffer.wrap(END));
      chunk = NO_CHUNK;
    }
    chunkBytes = 0;
  }

  /** What ends a body in chunks. */
  void lastChunk(List<HttpField> trailers) {
    endChunk();
    var last = new StringBuilder("0\r\n");
    for (var field : trailers) {
      if (HopHeaders.mayTrail(field.getName()) && field.getValue() != null) {
        last.append(field.getName()).append(": ").append(HopHeaders.cleaned(field.getValue()));
        last.append("\r\n");
      }
    }
    buffers.add(ByteBuffer.wrap(bytes(last.append("\r\n").toString())));
  }

  /** All of it, in its order; nothing is left here but what {@link #clear} forgets. */
  ByteBuffer[] take() {
    endChunk();
    return buffers.toArray(new ByteBuffer[0]);
  }

  void clear() {
    buffers.clear();
    small = null;
    chunk = NO_CHUNK;
    chunkBytes = 0;
  }
}
