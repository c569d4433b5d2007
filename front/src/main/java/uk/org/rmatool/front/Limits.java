package uk.org.rmatool.front;

import java.time.Duration;

/**
 * What a client may take, as the container allows it over HTTP/1.1 (<code>common.xml</code>).
 *
 * @param connections at once; further ones wait to be accepted
 * @param streams at once on a connection
 * @param headerBytes all fields of a request together
 * @param fields of a request
 * @param idle how long a connection without a stream is kept
 * @param stalled how long a stream waits for its client to send or take something
 */
record Limits(
    int connections, int streams, int headerBytes, int fields, Duration idle, Duration stalled) {
  static final Limits USUAL =
      new Limits(20_000, 256, 32 * 1024, 200, Duration.ofSeconds(60), Duration.ofSeconds(300));
}
