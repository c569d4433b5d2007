package uk.org.rmatool.jkademlia.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.jkademlia.transport.Arrivals;
import uk.org.rmatool.jkademlia.transport.Transport;

/** Waits at sockets of the operating system. */
public final class UdpArrivals implements Arrivals {
  private final Selector selector;
  private final List<Transport> ready = new ArrayList<>();

  private UdpArrivals(Selector selector) {
    this.selector = selector;
  }

  /** Waits at no socket yet. */
  public static UdpArrivals open() throws IOException {
    return new UdpArrivals(Selector.open());
  }

  void add(DatagramChannel channel, Transport transport) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, transport);
  }

  @Override
  public List<Transport> await(Duration atMost) throws IOException {
    if (!selector.isOpen()) {
      throw new ClosedChannelException();
    }
    ready.clear();
    long millis = atMost.plusNanos(999_999).toMillis();
    if (millis > 0) {
      selector.select(this::arrived, millis);
    } else {
      selector.selectNow(this::arrived);
    }
    return ready;
  }

  private void arrived(SelectionKey key) {
    ready.add((Transport) key.attachment());
  }

  @Override
  public void wake() {
    selector.wakeup();
  }

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
