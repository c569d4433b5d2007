package uk.org.rmatool.jkademlia.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.jkademlia.codec.Frame;
import uk.org.rmatool.jkademlia.id.Bytes;
import uk.org.rmatool.jkademlia.transport.Arrivals;
import uk.org.rmatool.jkademlia.transport.Transport;

/** A socket of the operating system. */
public final class UdpTransport implements Transport {
  private static final Logger LOG = System.getLogger(UdpTransport.class.getName());

  /** So many datagrams are taken before whoever waits for time gets a turn. */
  private static final int BATCH = 256;

  private static final int SOCKET_BUFFER = 1 << 20;

  private final DatagramChannel channel;
  private final UdpArrivals arrivals;
  private final boolean alone;
  private final InetSocketAddress address;

  /** One byte more than is read, so that what is too long is seen to be. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Frame.MAX_BYTES + 1);

  private UdpTransport(
      DatagramChannel channel, UdpArrivals arrivals, boolean alone, InetSocketAddress address) {
    this.channel = channel;
    this.arrivals = arrivals;
    this.alone = alone;
    this.address = address;
  }

  /**
   * Binds a socket that a thread of its own waits at.
   *
   * @param address port 0 for any that is free; the wildcard address takes IPv4 and IPv6
   * @throws IOException if the address is taken or not ours
   */
  public static UdpTransport bind(InetSocketAddress address) throws IOException {
    var arrivals = UdpArrivals.open();
    try {
      return bind(address, arrivals, true);
    } catch (IOException e) {
      arrivals.close();
      throw e;
    }
  }

  /**
   * Binds a socket like {@link #bind(InetSocketAddress)}, one of several that a thread waits at.
   */
  public static UdpTransport bind(InetSocketAddress address, UdpArrivals arrivals)
      throws IOException {
    return bind(address, arrivals, false);
  }

  private static UdpTransport bind(InetSocketAddress address, UdpArrivals arrivals, boolean alone)
      throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
      channel.configureBlocking(false);
      channel.bind(address);
      var bound = (InetSocketAddress) channel.getLocalAddress();
      var transport = new UdpTransport(channel, arrivals, alone, bound);
      arrivals.add(channel, transport);
      return transport;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void send(InetSocketAddress to, Bytes content) {
    try {
      channel.send(content.buffer(), to);
    } catch (IOException | IllegalArgumentException e) {
      // Unreachable networks, full buffers, the other kind of address: lost, as any may be.
      LOG.log(Level.DEBUG, () -> "Could not send a datagram: to=" + to + " reason=" + e);
    }
  }

  @Override
  public void receive(Receiver receiver) throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    for (int i = 0; i < BATCH; i++) {
      buffer.clear();
      var from = next();
      if (from == null) {
        return;
      }
      var content = new byte[buffer.flip().remaining()];
      buffer.get(content);
      receiver.receive(from, Bytes.wrap(content));
    }
  }

  private @Nullable InetSocketAddress next() throws IOException {
    try {
      return (InetSocketAddress) channel.receive(buffer);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // Whatever the network reports about datagrams sent before; more may wait, and select says
      // so.
      LOG.log(Level.DEBUG, () -> "Could not receive a datagram: reason=" + e);
      return null;
    }
  }

  @Override
  public Arrivals arrivals() {
    return arrivals;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (alone) {
        arrivals.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
