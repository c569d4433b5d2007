package uk.org.rmatool.front;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of a stream, read as it comes by one thread. The client may send as much as was read.
 */
final class ClientBody extends InputStream {
  private final Content.Source source;
  private final Semaphore some = new Semaphore(0);
  private volatile boolean aborted;
  private volatile boolean waiting;
  private volatile HttpFields trailers = HttpFields.EMPTY;
  private Content.@Nullable Chunk chunk;
  private boolean ended;

  ClientBody(Content.Source source) {
    this.source = source;
  }

  /** Whether it is known already that there is none; to be asked before it is read. */
  boolean isEmpty() throws IOException {
    if (chunk == null && !ended) {
      chunk = source.read();
    }
    return chunk != null
        ? chunk.isLast() && !chunk.hasRemaining() && !(chunk instanceof Trailers) && isGood(chunk)
        : ended;
  }

  private static boolean isGood(Content.Chunk chunk) {
    return !Content.Chunk.isFailure(chunk);
  }

  /** What followed it, once it has been read. */
  HttpFields trailers() {
    return trailers;
  }

  /** Whether somebody waits for the client to send more. */
  boolean isWaiting() {
    return waiting;
  }

  /** Whoever reads it gets no more. */
  void abort() {
    aborted = true;
    some.release();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (chunk == null) {
        chunk = next();
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw new IOException(chunk.getFailure());
      }
      if (chunk.hasRemaining()) {
        var count = chunk.get(target, offset, length);
        if (!chunk.hasRemaining()) {
          consumed(chunk);
        }
        return count;
      }
      consumed(chunk);
    }
    return -1;
  }

  private void consumed(Content.Chunk whole) {
    if (whole instanceof Trailers last) {
      trailers = last.getTrailers();
    }
    ended = whole.isLast();
    whole.release();
    chunk = null;
  }

  private Content.Chunk next() throws IOException {
    for (var read = source.read(); ; read = source.read()) {
      if (read != null) {
        return read;
      }
      waiting = true;
      source.demand(some::release);
      try {
        some.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      } finally {
        waiting = false;
      }
      if (aborted) {
        throw new EOFException("the call is over");
      }
    }
  }

  @Override
  public int available() {
    return chunk == null ? 0 : chunk.remaining();
  }
}
