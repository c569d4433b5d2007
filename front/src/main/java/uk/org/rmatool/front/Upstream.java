package uk.org.rmatool.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import uk.org.rmatool.dataplane.transport.Answer;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.Transport;
import uk.org.rmatool.dataplane.transport.TransportConfig;

/** The container's public port in the same process. */
final class Upstream implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** The container has time-outs of its own. */
  private static final Duration ENDLESS = Duration.ofDays(365);

  private final URI address;
  private final Clients clients;
  private final Connections connections;
  private final Transport transport;

  Upstream(URI address, Clients clients) {
    this.address = address;
    this.clients = clients;
    var config = new TransportConfig(CONNECT, ENDLESS, ENDLESS);
    connections = new Connections(config, clients::bind);
    transport = new Transport(connections, config);
  }

  /**
   * Whether connections to it can be told from others at all.
   *
   * @throws IOException when this machine does not have the addresses
   */
  static void check(Clients clients) throws IOException {
    try (var probe = SocketChannel.open()) {
      clients.bind(probe);
    } catch (IOException e) {
      throw new IOException(
          "HTTP2_PORT: this machine does not have all of 127.0.0.0/8 as addresses of its own, as"
              + " Linux does. Have something in front speak HTTP/2.",
          e);
    }
  }

  Clients clients() {
    return clients;
  }

  /** A connection for one client, which speaks HTTP/1.1 on it byte by byte. */
  SocketChannel connect(Client client) throws IOException {
    var channel = SocketChannel.open();
    try {
      clients.bind(channel);
      clients.put((InetSocketAddress) channel.getLocalAddress(), client);
      channel
          .socket()
          .connect(
              new InetSocketAddress(address.getHost(), address.getPort()),
              Math.toIntExact(CONNECT.toMillis()));
      channel.socket().setTcpNoDelay(true);
      return channel;
    } catch (IOException | RuntimeException e) {
      forget(channel, client);
      channel.close();
      throw e;
    }
  }

  /** To be called before a connection of {@link #connect} is closed. */
  void forget(SocketChannel channel, Client client) {
    try {
      if (channel.getLocalAddress() instanceof InetSocketAddress from) {
        clients.remove(from, client);
      }
    } catch (IOException e) {
      // never had an address
    }
  }

  /** Sends a request for a client and waits for the head of its answer. */
  Answer send(ClassicHttpRequest request, Owner owner)
      throws CallFailedException, BrokenOffException {
    return transport.pass(address, request, owner::sendsFrom);
  }

  /** The client of one request; says for as long as that lasts whose it is. */
  final class Owner {
    private final Client client;
    private volatile InetSocketAddress from = new InetSocketAddress(0);

    Owner(Client client) {
      this.client = client;
    }

    private void sendsFrom(InetSocketAddress own) {
      from = own;
      clients.put(own, client);
    }

    void end() {
      clients.remove(from, client);
    }
  }

  @Override
  public void close() {
    connections.stop();
  }
}
