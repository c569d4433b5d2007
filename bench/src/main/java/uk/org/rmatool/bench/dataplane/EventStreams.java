package uk.org.rmatool.bench.dataplane;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.bench.load.Message;

/** Reads many streams of events at once, each over a connection of its own. Used by one thread. */
final class EventStreams implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Route route;
  private final String path;
  private final long events;
  private final Tally tally;
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final List<Stream> open = new ArrayList<>();

  /**
   * Nothing is open yet.
   *
   * @param events how many each stream has
   * @param interval between two of them
   */
  EventStreams(Route route, long events, Duration interval, Tally tally) throws IOException {
    this.route = route;
    this.events = events;
    this.tally = tally;
    path = "/events/" + events + "/" + interval.toMillis();
  }

  private final class Stream {
    private final SocketChannel channel = SocketChannel.open(route.address());
    private final EventReader reader = new EventReader(tally);
    private final Message answer = Message.answer(reader::read);

    Stream() throws IOException {
      buffer.clear();
      route.get(path).write(0, buffer);
      channel.write(buffer.flip());
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void read() {
      try {
        buffer.clear();
        var count = channel.read(buffer);
        if (count < 0 || answer.read(buffer.flip())) {
          end();
        }
      } catch (IOException e) {
        end();
      }
    }

    void end() {
      open.remove(this);
      if (reader.expected() < events) {
        tally.broken(events - reader.expected());
      }
      try {
        channel.close();
      } catch (IOException e) {
        System.err.println("a stream cannot be closed: " + e.getMessage());
      }
    }
  }

  /** Opens so many more, one after the other. */
  void open(int streams) throws IOException {
    for (int i = 0; i < streams; i++) {
      open.add(new Stream());
      selector.selectNow(EventStreams::read);
    }
  }

  /** Reads until all have ended; those that have not after this time are broken off. */
  void await(Duration atMost) throws IOException {
    var end = System.nanoTime() + atMost.toNanos();
    while (!open.isEmpty() && System.nanoTime() - end < 0) {
      selector.select(EventStreams::read, 100);
    }
    List.copyOf(open).forEach(Stream::end);
  }

  private static void read(SelectionKey key) {
    ((Stream) key.attachment()).read();
  }

  @Override
  public void close() throws IOException {
    List.copyOf(open).forEach(Stream::end);
    selector.close();
  }
}
