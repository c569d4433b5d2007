package uk.org.rmatool.dataplane.transport;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.client.NodeAddresses;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Connections to other nodes. One that has carried a call waits some seconds for the next, and is
 * looked at before it is used again: what the other side has closed meanwhile carries nothing.
 */
@Component
public class Connections {
  private static final Duration KEPT = Duration.ofSeconds(20);
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final int KEPT_TO_EACH = 512;

  private final TransportConfig config;
  private final NodeAddresses addresses;
  private final Map<Origin, Deque<Connection>> waiting = new ConcurrentHashMap<>();
  private final Reachability reachability;
  private final SSLSocketFactory tls = trusted();
  private final Watch watch = new Watch();
  private final Thread sweeper;
  private final From from;
  private volatile boolean stopped;

  /** Chooses the own end of a connection before it is made. */
  @FunctionalInterface
  public interface From {
    void bind(SocketChannel channel) throws IOException;
  }

  @Inject
  public Connections(TransportConfig config) {
    this(config, new NodeAddresses());
  }

  /** From an address that the machine would not choose by itself. */
  public Connections(TransportConfig config, From from) {
    this(config, new NodeAddresses(), from);
  }

  Connections(TransportConfig config, NodeAddresses addresses) {
    this(config, addresses, channel -> {});
  }

  private Connections(TransportConfig config, NodeAddresses addresses, From from) {
    this.config = config;
    this.addresses = addresses;
    this.from = from;
    reachability = new Reachability(addresses, config.connectTimeout(), config.askAfter());
    sweeper = Thread.ofVirtual().name("idle-connections").unstarted(this::sweep);
    sweeper.start();
    watch.start();
  }

  /** Ends all that wait for a call; those that carry one are ended by whoever makes it. */
  @PreDestroy
  public void stop() {
    stopped = true;
    sweeper.interrupt();
    watch.close();
    waiting.values().forEach(kept -> kept.forEach(Connection::close));
  }

  /** A connection that waits for its next call; empty when there is none. */
  Optional<Connection> waiting(Origin origin) {
    var kept = waiting.get(origin);
    if (kept == null) {
      return Optional.empty();
    }
    for (var connection = kept.pollFirst(); connection != null; connection = kept.pollFirst()) {
      if (isYoung(connection) && connection.isIdle()) {
        return Optional.of(connection);
      }
      connection.close();
    }
    return Optional.empty();
  }

  /** A call is over, and another may follow. */
  void keep(Connection connection) {
    connection.kept(System.nanoTime());
    waiting.compute(
        connection.origin(),
        (origin, known) -> {
          var kept = known == null ? new LinkedBlockingDeque<Connection>(KEPT_TO_EACH) : known;
          if (stopped || !kept.offerFirst(connection)) {
            connection.close();
          }
          return kept;
        });
  }

  private static boolean isYoung(Connection connection) {
    return System.nanoTime() - connection.keptAt() < KEPT.toNanos();
  }

  private void sweep() {
    try {
      while (!stopped) {
        Thread.sleep(SWEEP);
        waiting.keySet().forEach(origin -> waiting.computeIfPresent(origin, this::swept));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Deque<Connection> swept(Origin origin, Deque<Connection> kept) {
    for (var last = kept.peekLast(); last != null && !isYoung(last); last = kept.peekLast()) {
      if (kept.removeLastOccurrence(last)) {
        last.close();
      }
    }
    return kept.isEmpty() ? null : kept;
  }

  /**
   * A new connection.
   *
   * @throws IOException when none of the host's addresses can be connected to, or is one that no
   *     node can have
   */
  Connection connect(Origin origin) throws IOException {
    return first(origin, address -> connect(origin, address));
  }

  /**
   * A channel of its own for somebody who speaks HTTP without TLS on it by themselves.
   *
   * @throws IOException as for {@link #connect}
   */
  public SocketChannel open(Origin origin) throws IOException {
    return first(origin, address -> open(origin, address));
  }

  private interface Connecting<T> {
    T to(InetAddress address) throws IOException;
  }

  private <T> T first(Origin origin, Connecting<T> connecting) throws IOException {
    IOException failure = new ConnectException("the host has no address");
    for (var address : addresses.of(origin.hostName())) {
      try {
        return connecting.to(address);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private Connection connect(Origin origin, InetAddress address) throws IOException {
    var channel = open(origin, address);
    try {
      return Connection.over(
          origin,
          channel,
          origin.isSecure() ? secured(origin, channel) : null,
          config.askAfter(),
          () -> isReached(origin),
          watch);
    } catch (SocketTimeoutException e) {
      channel.close();
      throw new ConnectException("no answer within " + config.connectTimeout());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private SocketChannel open(Origin origin, InetAddress address) throws IOException {
    var channel = SocketChannel.open();
    try {
      var timeout = Math.toIntExact(config.connectTimeout().toMillis());
      from.bind(channel);
      channel.socket().connect(new InetSocketAddress(address, origin.port()), timeout);
      channel.socket().setTcpNoDelay(true);
      return channel;
    } catch (SocketTimeoutException e) {
      channel.close();
      throw new ConnectException("no answer within " + config.connectTimeout());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether the network leads to a node; may take long. Connections to one that is not reached are
   * as good as closed.
   */
  public boolean isReached(Origin origin) {
    var reached = reachability.reaches(origin);
    if (!reached) {
      var kept = waiting.remove(origin);
      if (kept != null) {
        kept.forEach(Connection::close);
      }
    }
    return reached;
  }

  /** Trusts whom the JDK trusts, whatever the container does. */
  private static SSLSocketFactory trusted() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, null, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no TLS", e);
    }
  }

  private SSLSocket secured(Origin origin, SocketChannel channel) throws IOException {
    var socket =
        (SSLSocket) tls.createSocket(channel.socket(), origin.hostName(), origin.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(Math.toIntExact(config.connectTimeout().toMillis()));
    socket.startHandshake();
    socket.setSoTimeout(0); // from now on it is watched
    return socket;
  }
}
