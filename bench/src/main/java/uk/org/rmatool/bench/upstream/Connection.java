package uk.org.rmatool.bench.upstream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import uk.org.rmatool.bench.load.Message;

/** One connection of the upstream: reads a request, sends its answer, and so on. */
final class Connection {
  private static final String SMALL = "x".repeat(99) + "\n";
  private static final byte[] SMALL_ANSWER =
      bytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" + SMALL);
  private static final String EVENTS_HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream",
          "Cache-Control: no-store",
          "Transfer-Encoding: chunked",
          "",
          "");
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(128 * 1024);

  /** So that connections with large bodies take turns. */
  private static final int WRITES_A_TURN = 16;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Message request = Message.request();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(4096).limit(0);
  private long zerosLeft;
  private long event;
  private long events;
  private long interval;
  private long due;

  private Connection(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  static void open(SocketChannel channel, Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    var key = channel.register(selector, SelectionKey.OP_READ);
    key.attach(new Connection(channel, key));
  }

  /** Reads and writes what can be; true if an endless answer has begun. */
  boolean act(ByteBuffer incoming) {
    try {
      if (key.isReadable()) {
        incoming.clear();
        var count = channel.read(incoming);
        if (count < 0) {
          channel.close();
          return false;
        }
        incoming.flip();
        if (request.read(incoming)) {
          return answer(request.path());
        }
      } else {
        write();
      }
    } catch (IOException e) {
      close();
    }
    return false;
  }

  private boolean answer(String path) throws IOException {
    if (path.startsWith("/bytes/")) {
      zerosLeft = Long.parseLong(path.substring("/bytes/".length()));
      put("HTTP/1.1 200 OK\r\nContent-Length: " + zerosLeft + "\r\n\r\n");
    } else if (path.startsWith("/events/")) {
      var parts = path.split("/");
      event = 0;
      events = Long.parseLong(parts[2]);
      interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(parts[3]));
      due = System.nanoTime();
      put(EVENTS_HEAD);
      return sendEvent(due);
    } else {
      put(SMALL_ANSWER);
    }
    write();
    return false;
  }

  /** When the next event is to be sent. */
  long due() {
    return due;
  }

  /**
   * Sends an event, or the end; false when nothing more is to come. A slow reader is waited for.
   */
  boolean sendEvent(long now) {
    due += interval;
    try {
      if (outgoing.hasRemaining() && event > 0) {
        return channel.isOpen();
      }
      var text = "id: " + event++ + "\ndata: " + now + "\n\n";
      put(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
      if (event == events) {
        put("0\r\n\r\n");
      }
      write();
    } catch (IOException e) {
      close();
    }
    return channel.isOpen() && event < events;
  }

  private void put(String text) {
    put(bytes(text));
  }

  private void put(byte[] bytes) {
    outgoing.compact().put(bytes).flip();
  }

  private void write() throws IOException {
    channel.write(outgoing);
    for (int turn = 0; turn < WRITES_A_TURN && zerosLeft > 0 && !outgoing.hasRemaining(); turn++) {
      var zeros = ZEROS.duplicate().limit((int) Math.min(ZEROS.capacity(), zerosLeft));
      zerosLeft -= channel.write(zeros);
      if (zeros.hasRemaining()) {
        break;
      }
    }
    var all = zerosLeft == 0 && !outgoing.hasRemaining();
    key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("a connection cannot be closed: " + e.getMessage());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
