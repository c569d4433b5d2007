package uk.org.rmatool.bench.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Listens at a port of the loopback address until it is ended.
 *
 * <p>{@code /bytes/N} is answered with N bytes, {@code /events/N/MILLIS} with N server-sent events,
 * the first at once and then one each interval, everything else with 100 bytes; bodies are read to
 * their end first. An event has its number from 0 as {@code id} and, as {@code data}, when it was
 * made ({@link System#nanoTime}, which all processes of a Linux machine share).
 */
public final class Upstream {
  private static final int BACKLOG = 4096;
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** Those with an endless answer, in the order in which their next event is due. */
  private final ArrayDeque<Connection> streams = new ArrayDeque<>();

  private Upstream(int port) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Serves for ever; the port is the argument. */
  public static void main(String[] arguments) throws IOException {
    new Upstream(Integer.parseInt(arguments[0])).serve();
  }

  private void serve() throws IOException {
    while (true) {
      selector.select(this::act, sendEvents());
    }
  }

  private void act(SelectionKey key) {
    try {
      if (key.attachment() instanceof Connection connection) {
        if (connection.act(incoming)) {
          streams.add(connection);
        }
      } else {
        accept();
      }
    } catch (IOException e) {
      System.err.println("cannot accept: " + e.getMessage());
    }
  }

  private void accept() throws IOException {
    for (var channel = listener.accept(); channel != null; channel = listener.accept()) {
      Connection.open(channel, selector);
    }
  }

  /** Sends events that are due; gives milliseconds until the next one is, 0 if there is none. */
  private long sendEvents() {
    while (!streams.isEmpty()) {
      var now = System.nanoTime();
      var wait = streams.getFirst().due() - now;
      if (wait > 0) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait));
      }
      var stream = streams.removeFirst();
      if (stream.sendEvent(now)) {
        streams.addLast(stream);
      }
    }
    return 0;
  }
}
