package uk.org.rmatool.front;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of a stream, read by one thread. What the client has sent is kept here, which is a
 * window at most; it may send as much more as was read.
 */
final class ClientBody extends InputStream {
  private final Content.Source source;
  private final Credit credit;
  private final IntConsumer passedOn;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Ring kept = new Ring();
  private HttpFields trailers = HttpFields.EMPTY;
  private boolean begun;
  private boolean ended;
  private boolean aborted;
  private @Nullable Throwable failure;
  private volatile boolean waiting;

  private ClientBody(Content.Source source, Credit credit, IntConsumer passedOn) {
    this.source = source;
    this.credit = credit;
    this.passedOn = passedOn;
  }

  /** The body of a request that came by {@link Http2}. */
  static ClientBody of(Request request) {
    var connection = (HTTP2Connection) request.getConnectionMetaData().getConnection();
    var session = connection.getSession();
    var stream = session.getStream(Integer.parseInt(request.getId()));
    var credit = (Credit) session.getFlowControlStrategy();
    return new ClientBody(request, credit, length -> credit.passedOn(session, stream, length));
  }

  /** Whether it is known already that there is none; to be asked before it is read. */
  boolean isEmpty() {
    begin();
    lock.lock();
    try {
      return ended && kept.size() == 0 && failure == null && trailers.size() == 0;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      fetch();
    }
  }

  /** Takes over what is there, and is called again when more is. */
  private void fetch() {
    while (true) {
      var owed = new int[1];
      var chunk = credit.read(source, owed);
      if (chunk == null) {
        source.demand(this::fetch);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        ended(chunk.getFailure());
        return;
      }
      passedOn.accept(owed[0] - keep(chunk)); // padding, and what nobody wants
      if (chunk.isLast()) {
        ended(null);
        return;
      }
    }
  }

  /** Takes a copy, and gives its size in bytes. */
  private int keep(Content.Chunk chunk) {
    lock.lock();
    try {
      if (chunk instanceof Trailers last) {
        trailers = last.getTrailers();
      }
      if (aborted) {
        return 0;
      }
      var count = chunk.remaining();
      kept.put(chunk.getByteBuffer());
      more.signal();
      return count;
    } finally {
      lock.unlock();
      chunk.release();
    }
  }

  private void ended(@Nullable Throwable reason) {
    lock.lock();
    try {
      failure = reason;
      ended = true;
      more.signal();
    } finally {
      lock.unlock();
    }
  }

  /** What followed it, once it has been read. */
  HttpFields trailers() {
    lock.lock();
    try {
      return trailers;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody waits for the client to send more. */
  boolean isWaiting() {
    return waiting;
  }

  /** Whoever reads it gets no more. */
  void abort() {
    int left;
    lock.lock();
    try {
      aborted = true;
      left = kept.clear();
      more.signal();
    } finally {
      lock.unlock();
    }
    passedOn.accept(left);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    begin();
    int count;
    lock.lock();
    try {
      awaitMore();
      count = kept.take(target, offset, length);
    } finally {
      lock.unlock();
    }
    passedOn.accept(count);
    return count == 0 && length > 0 ? -1 : count;
  }

  private void awaitMore() throws IOException {
    waiting = true;
    try {
      while (kept.size() == 0 && !ended && !aborted) {
        more.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      waiting = false;
    }
    if (aborted) {
      throw new EOFException("the call is over");
    }
    if (kept.size() == 0 && failure != null) {
      throw new IOException(failure);
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }
}
