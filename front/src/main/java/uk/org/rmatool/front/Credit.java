package uk.org.rmatool.front;

import org.eclipse.jetty.http2.BufferingFlowControlStrategy;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * How much clients of one connection may send (RFC 9113, section 5.2). A body is copied out of the
 * library's buffers at once, for there a byte in a frame of its own can cost thousands; its client
 * may send more only when the copy has been passed on.
 */
final class Credit extends BufferingFlowControlStrategy {
  /** Bytes that a client may send ahead of who reads them, on a stream. */
  static final int STREAM_WINDOW = 64 * 1024;

  /**
   * Of a window, so much must have been read before its client is told; little, so that one stream
   * goes on while all others stall.
   */
  private static final float TOLD_AFTER = 0.1f;

  private static final float ROOM_FOR_THAT = 1.25f;

  /**
   * Bytes for which credit is owed to the client by whoever reads on this thread; null for nobody.
   */
  private static final ThreadLocal<int @Nullable []> OWING = new ThreadLocal<>();

  Credit() {
    super(STREAM_WINDOW, TOLD_AFTER);
  }

  /** The window of a connection on which so many streams may stall. */
  static int window(int streams) {
    return (int) (streams * STREAM_WINDOW * ROOM_FOR_THAT);
  }

  /**
   * Reads, and gives no credit for it: that is owed.
   *
   * @param owed is added to, in bytes
   */
  Content.@Nullable Chunk read(Content.Source source, int[] owed) {
    OWING.set(owed);
    try {
      return source.read();
    } finally {
      OWING.remove();
    }
  }

  @Override
  public void onDataConsumed(Session session, Stream stream, int length) {
    var owed = OWING.get();
    if (owed == null) {
      super.onDataConsumed(session, stream, length);
    } else {
      owed[0] += length;
    }
  }

  /** What was owed has been passed on, or nobody wants it. */
  void passedOn(Session session, Stream stream, int length) {
    if (length > 0) {
      super.onDataConsumed(session, stream, length);
    }
  }
}
