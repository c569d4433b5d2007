package uk.org.rmatool.front;

import java.time.Duration;

/**
 * What a client may take, as the container allows it over HTTP/1.1 (<code>common.xml</code>).
 *
 * @param connections at once; further ones wait to be accepted
 * @param allStreams at once on all of them; further ones are told to come later
 * @param streams at once on a connection
 * @param headerBytes all fields of a request together
 * @param fields of a request
 * @param idle how long a connection without a stream is kept
 * @param stalled how long a stream waits for its client to send or take something
 */
record Limits(
    int connections,
    int allStreams,
    int streams,
    int headerBytes,
    int fields,
    Duration idle,
    Duration stalled) {
  /** What a connection costs at most, but for its streams: buffers, tables, two threads. */
  private static final long CONNECTION_BYTES = 64 * 1024;

  /** What a stream costs at most; a window of its body is half of it. */
  private static final long STREAM_BYTES = 2L * Credit.STREAM_WINDOW;

  private static final int LEAST = 256;

  /** No more than the container takes, with room for who does not come this way. */
  private static final int MOST = 15_000;

  static final Limits USUAL =
      new Limits(
          fitting(CONNECTION_BYTES),
          fitting(STREAM_BYTES),
          256,
          32 * 1024,
          200,
          Duration.ofSeconds(60),
          Duration.ofSeconds(300));

  /** As many as the heap holds. */
  private static int fitting(long bytes) {
    return Math.clamp(Runtime.getRuntime().maxMemory() / bytes, LEAST, MOST);
  }
}
