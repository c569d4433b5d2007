package uk.org.rmatool.service.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Sends an answer so that the client gets to read it, even one that is still sending a body nobody
 * wants: closing a connection on unread bytes resets it, and a reset can overtake the answer (RFC
 * 9112, section 9.6). So the rest of the body is read and thrown away for a while after the answer.
 * After a malformed request the connection always ends: who knows where the next one begins.
 */
final class Exchange {
  /** How much of an unwanted body is read so that the connection can be used again, in bytes. */
  private static final long SMALL_REST = 64 * 1024;

  /** How much of it is read before the connection is closed regardless, in bytes. */
  private static final long LARGE_REST = 256L * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Request request;
  private final Response response;

  Exchange(Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  void send(Answer answer) throws IOException {
    boolean bodyLeft = answer.isError() && (answer.status() == 400 || !available(SMALL_REST));
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    answer.headers().forEach(response.getHeaders()::put);
    if (bodyLeft) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    try (var out = Response.asBufferedOutputStream(request, response)) {
      answer.body().writeTo(new Unflushed(out));
    }
    if (bodyLeft && !awaitsContinue()) {
      discard();
    }
  }

  /** Reads what is there without waiting; whether the body has ended. */
  private boolean available(long limit) {
    if (request.getLength() == 0) {
      return true;
    }
    if (awaitsContinue() && Request.getContentBytesRead(request) == 0) {
      return false; // reading would ask the client to send
    }
    for (long bytes = 0; bytes <= limit; ) {
      var chunk = request.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return false;
      }
      bytes += chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        return true;
      }
    }
    return false;
  }

  private boolean awaitsContinue() {
    return request.getHeaders().contains(HttpHeader.EXPECT)
        && Request.getContentBytesRead(request) == 0;
  }

  private void discard() {
    long started = System.nanoTime();
    byte[] buffer = new byte[16 * 1024];
    // closing this stream would fail the request, of which the answer is still on its way
    var in = Content.Source.asInputStream(request);
    try {
      long bytes = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
        if (bytes > LARGE_REST || System.nanoTime() - started > PATIENCE.toNanos()) {
          return;
        }
      }
    } catch (IOException e) {
      return; // the client has gone, which is just what it was asked to do
    }
  }

  /** A JSON writer flushes as it closes, which would send a short answer without its length. */
  private static final class Unflushed extends FilterOutputStream {
    Unflushed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
