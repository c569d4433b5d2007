package uk.org.rmatool.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Sends calls over a fixed number of connections to one server. A call with a time is due at that
 * time whether or not the earlier ones were answered, and its latency counts from there, so that a
 * server that stalls is charged for everybody who waits (Tene, "coordinated omission"). Used by one
 * thread.
 */
public final class Generator implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int REQUEST_BYTES = 8 * 1024;
  private static final Duration FOREVER = Duration.ofDays(1);

  /** So that connections with large bodies take turns. */
  private static final int WRITES_A_TURN = 16;

  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final InetSocketAddress server;
  private final Selector selector;
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(REQUEST_BYTES);
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private int inFlight;
  private long lastProgress;
  private volatile boolean stopped;

  /** Opens the connections. */
  public Generator(InetSocketAddress server, int connections) throws IOException {
    this.server = server;
    selector = Selector.open();
    for (int i = 0; i < connections; i++) {
      idle.add(new Connection());
    }
  }

  private final class Connection {
    private final Message answer = Message.answer();
    private final SocketChannel channel;
    private final SelectionKey key;
    private long call;
    private long unsent;
    private long due;
    private long sent;
    private boolean busy;

    Connection() throws IOException {
      channel = SocketChannel.open(server);
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(Calls calls, long number, long start) throws IOException {
      call = number;
      outgoing.clear();
      calls.write(number, outgoing);
      outgoing.flip();
      unsent = calls.bodyBytes(number);
      sent = System.nanoTime();
      var planned = calls.due(number);
      due = planned == Calls.AT_ONCE ? sent : start + planned;
      busy = true;
      inFlight++;
      try {
        while (outgoing.hasRemaining()) {
          channel.write(outgoing);
        }
        if (unsent > 0) {
          writeBody();
        }
      } catch (IOException e) {
        broken(calls);
      }
    }

    private void writeBody() throws IOException {
      for (int turn = 0; turn < WRITES_A_TURN && unsent > 0; turn++) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), unsent));
        unsent -= channel.write(zeros);
        if (zeros.hasRemaining()) {
          break;
        }
      }
      key.interestOps(
          unsent > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    void goOn(Calls calls) throws IOException {
      lastProgress = System.nanoTime();
      try {
        if (key.isReadable()) {
          read(calls);
        } else {
          writeBody();
        }
      } catch (IOException e) {
        broken(calls);
      }
    }

    private void read(Calls calls) throws IOException {
      incoming.clear();
      var count = channel.read(incoming);
      incoming.flip();
      if (answer.read(incoming)) {
        ended(calls, answer.status());
        if (unsent == 0) {
          idle.push(this);
        } else {
          broken(calls); // nothing else can be sent here
        }
      } else if (count < 0) {
        broken(calls);
      }
    }

    private void broken(Calls calls) throws IOException {
      channel.close();
      if (busy) {
        ended(calls, 0);
      } else {
        idle.remove(this);
      }
      idle.addLast(new Connection());
    }

    private void ended(Calls calls, int status) {
      busy = false;
      inFlight--;
      calls.answered(call, status, sent, System.nanoTime() - due);
    }
  }

  /** Lets {@link #run} send no further calls. */
  public void stop() {
    stopped = true;
    selector.wakeup();
  }

  /** Sends all calls; see {@link #run(Calls, Duration)}. */
  public int run(Calls calls) throws IOException {
    return run(calls, FOREVER);
  }

  /**
   * Sends calls until there are no more or this time is over, and waits for their answers until
   * nothing has come for 20 s.
   *
   * @return how many were not answered
   */
  public int run(Calls calls, Duration atMost) throws IOException {
    var start = System.nanoTime();
    var end = start + atMost.toNanos();
    lastProgress = start;
    long next = 0;
    while (true) {
      var now = System.nanoTime();
      var sending = next < calls.count() && !stopped && now < end;
      if (!sending) {
        end = Math.min(end, now);
        if (inFlight == 0 || now - Math.max(end, lastProgress) > DRAIN_NANOS) {
          return inFlight;
        }
      }
      while (sending && !idle.isEmpty() && calls.due(next) <= now - start) {
        idle.pop().send(calls, next++, start);
        sending = next < calls.count();
      }
      selector.select(
          key -> goOn(key, calls), sending && !idle.isEmpty() ? pause(calls, next, start) : 100);
    }
  }

  /** Milliseconds until the next call is due, at least one: a selector cannot wait for less. */
  private static long pause(Calls calls, long next, long start) {
    var nanos = calls.due(next) - (System.nanoTime() - start);
    return Math.clamp(nanos / 1_000_000, 1, 100);
  }

  private static void goOn(SelectionKey key, Calls calls) {
    try {
      ((Connection) key.attachment()).goOn(calls);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the server is gone", e);
    }
  }

  @Override
  public void close() throws IOException {
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
