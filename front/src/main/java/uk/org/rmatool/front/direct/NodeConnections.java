package uk.org.rmatool.front.direct;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.Origin;
import uk.org.rmatool.dataplane.transport.TransportConfig;

/** Connections to nodes, in use or waiting for their next call. */
final class NodeConnections extends SelectorManager {
  private static final Logger LOG = System.getLogger(NodeConnections.class.getName());
  private static final int KEPT_TO_EACH = 512;

  private final Connections connections;
  private final TransportConfig config;
  private final Map<Origin, Deque<NodeConnection>> waiting = new ConcurrentHashMap<>();

  private record Opening(Origin origin, Exchange exchange) {}

  NodeConnections(
      Connections connections,
      TransportConfig config,
      Executor threads,
      Scheduler scheduler,
      int selectors) {
    super(threads, scheduler, selectors);
    this.connections = connections;
    this.config = config;
  }

  /** One that waits, for this exchange from now on; null when there is none. */
  @Nullable NodeConnection take(Origin origin, Exchange exchange) {
    var kept = waiting.get(origin);
    if (kept == null) {
      return null;
    }
    for (var node = kept.pollFirst(); node != null; node = kept.pollFirst()) {
      if (node.claim(exchange)) {
        return node;
      }
    }
    return null;
  }

  /** Makes one for an exchange, which is told of it. */
  void connect(Origin origin, Exchange exchange) {
    Thread.ofVirtual()
        .name("direct-connect")
        .start(
            () -> {
              try {
                var channel = connections.open(origin);
                channel.configureBlocking(false);
                accept(channel, new Opening(origin, exchange));
              } catch (IOException | RuntimeException e) {
                exchange.failed(notConnected(e));
              }
            });
  }

  private static CallFailedException notConnected(Throwable e) {
    return new CallFailedException(
        Failure.NOT_CONNECTED, "cannot be connected to: " + e.getMessage(), e);
  }

  /** It waits for its next call. */
  void keep(NodeConnection node) {
    var room = new boolean[1];
    waiting.compute(
        node.origin(),
        (origin, known) -> {
          var kept = known == null ? new LinkedBlockingDeque<NodeConnection>(KEPT_TO_EACH) : known;
          room[0] = kept.offerFirst(node);
          return kept;
        });
    if (!room[0]) {
      node.close();
    }
  }

  /** It has ended. */
  void forget(NodeConnection node) {
    waiting.computeIfPresent(
        node.origin(),
        (origin, kept) -> {
          kept.remove(node);
          return kept.isEmpty() ? null : kept;
        });
  }

  /** Whether the network leads there; may take long. Connections that wait are closed otherwise. */
  boolean isReached(Origin origin) {
    var reached = connections.isReached(origin);
    if (!reached) {
      var lost = waiting.remove(origin);
      if (lost != null) {
        lost.forEach(NodeConnection::close);
      }
    }
    return reached;
  }

  TransportConfig config() {
    return config;
  }

  @Override
  protected EndPoint newEndPoint(
      SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
    var endPoint =
        new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(
        Math.min(config.askAfter().toMillis(), config.answerTimeout().toMillis()));
    return endPoint;
  }

  @Override
  public Connection newConnection(
      SelectableChannel channel, EndPoint endPoint, @Nullable Object attachment) {
    if (attachment instanceof Opening(Origin origin, Exchange exchange)) {
      return new NodeConnection(endPoint, this, origin, exchange);
    }
    throw new IllegalArgumentException("nobody wants this connection");
  }

  @Override
  protected void onAcceptFailed(
      SelectableChannel channel, Throwable cause, @Nullable Object attachment) {
    LOG.log(Level.DEBUG, () -> "A connection to a node was lost. reason=" + cause);
    if (attachment instanceof Opening opening) {
      opening.exchange().failed(notConnected(cause));
    }
  }
}
