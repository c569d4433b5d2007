package uk.org.rmatool.router.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The client's side of a stream of events. While nothing is sent it says so in comments, so that
 * nobody on the way takes the connection for dead, and finds out when the client is gone.
 */
final class EventStream implements AutoCloseable {
  private static final byte[] KEEP_ALIVE = bytes(": keep-alive\n\n");

  private final HttpServletResponse response;
  private final Duration keepAlive;
  private final Thread caller = Thread.currentThread();
  private final Thread keeper = Thread.ofVirtual().name("keep-alive").unstarted(this::keepAlive);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private boolean open;
  private boolean closed;
  private boolean clientLeft;
  private long written = System.nanoTime();

  /** Whoever makes it is interrupted when the client leaves. */
  EventStream(HttpServletResponse response, Duration keepAlive) {
    this.response = response;
    this.keepAlive = keepAlive;
  }

  EventStream start() {
    keeper.start();
    return this;
  }

  /** Closes it unless it is open; gives whether the client can have another kind of answer. */
  boolean withdraw() {
    lock.lock();
    try {
      if (open) {
        return false;
      }
      close();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the client was found to be gone. */
  boolean hasLost() {
    lock.lock();
    try {
      return clientLeft;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens it, unless it is open.
   *
   * @param head adds headers
   */
  void open(Runnable head) throws IOException {
    lock.lock();
    try {
      if (!open) {
        head.run();
        open();
      }
    } finally {
      lock.unlock();
    }
  }

  private void open() throws IOException {
    open = true;
    response.setStatus(HttpServletResponse.SC_OK);
    response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
    response.setHeader("Cache-Control", "no-cache");
    response.flushBuffer(); // the container releases only the headers at the first flush
  }

  /** Sends an event; {@link #flush} makes it leave. */
  void send(String data) throws IOException {
    lock.lock();
    try {
      var event = new StringBuilder(data.length() + 8);
      data.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
      write(bytes(event.append('\n').toString()));
    } finally {
      lock.unlock();
    }
  }

  void flush() throws IOException {
    lock.lock();
    try {
      response.flushBuffer();
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] bytes) throws IOException {
    if (!open) {
      open();
    }
    response.getOutputStream().write(bytes);
    written = System.nanoTime();
  }

  private void keepAlive() {
    lock.lock();
    try {
      while (!closed) {
        long left = written + keepAlive.toNanos() - System.nanoTime();
        if (left > 0) {
          var unused = closing.await(left, TimeUnit.NANOSECONDS);
        } else {
          write(KEEP_ALIVE);
          response.flushBuffer();
        }
      }
    } catch (IOException e) {
      clientLeft = true;
      caller.interrupt(); // it waits for a service that nobody listens to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is sent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      if (clientLeft) {
        var unused = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
