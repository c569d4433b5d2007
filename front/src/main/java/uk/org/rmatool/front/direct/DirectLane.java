package uk.org.rmatool.front.direct;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import uk.org.rmatool.dataplane.DirectCalls;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.TransportConfig;
import uk.org.rmatool.platform.http.Cors;
import uk.org.rmatool.platform.http.HttpConfig;
import uk.org.rmatool.platform.http.Via;

/** The way of service calls past the container: what all its connections share. */
public final class DirectLane {
  private static final String PROTOCOL = "HTTP/1.1";

  /**
   * What it is made of.
   *
   * @param calls decide where calls go
   * @param connections open connections to nodes
   * @param config how long nodes may take
   * @param http says what pages of other origins may do
   * @param clock for answers without a date
   */
  public record Parts(
      DirectCalls calls,
      Connections connections,
      TransportConfig config,
      HttpConfig http,
      Clock clock) {}

  private final DirectCalls calls;
  private final NodeConnections nodes;
  private final ByteBufferPool buffers;
  private final ConnectionFactory containers;
  private final int maxFields;
  private final Duration stalled;
  private final String via;
  private final Map.Entry<String, String> cors;
  private final Clock clock;
  private volatile boolean leaving;

  /**
   * Of a server, which starts and ends it.
   *
   * @param selectors threads that wait for nodes
   * @param containers makes the connections of clients that are the container's
   * @param maxFields of a request
   * @param stalled how long a client may take nothing
   */
  public DirectLane(
      Server server,
      Parts parts,
      int selectors,
      ConnectionFactory containers,
      int maxFields,
      Duration stalled) {
    this.calls = parts.calls();
    this.containers = containers;
    this.maxFields = maxFields;
    this.stalled = stalled;
    buffers = server.getByteBufferPool();
    via = Via.mark(PROTOCOL, calls.hop());
    clock = parts.clock();
    cors = Cors.withoutOrigin(parts.http());
    nodes =
        new NodeConnections(
            parts.connections(),
            parts.config(),
            server.getThreadPool(),
            server.getScheduler(),
            selectors);
    server.addBean(nodes);
  }

  /** Makes connections of clients that speak HTTP/1.1. */
  public ConnectionFactory factory() {
    return new AbstractConnectionFactory(containers.getProtocol()) {
      @Override
      public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
            new ClientConnection(connector, endPoint, DirectLane.this), connector, endPoint);
      }
    };
  }

  /** From now on connections end with the answer that they are at. */
  public void takeLeave() {
    leaving = true;
  }

  /** Tells those whose calls are still in progress, or cuts them off. */
  public void stop(Connector connector) {
    for (var endPoint : connector.getConnectedEndPoints()) {
      var connection = endPoint.getConnection();
      if (connection instanceof SslConnection secured) {
        connection = secured.getSslEndPoint().getConnection();
      }
      if (connection instanceof ClientConnection client) {
        client.stop();
      }
    }
  }

  boolean isLeaving() {
    return leaving;
  }

  DirectCalls calls() {
    return calls;
  }

  NodeConnections nodes() {
    return nodes;
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  ConnectionFactory containers() {
    return containers;
  }

  int maxFields() {
    return maxFields;
  }

  long stalledNanos() {
    return stalled.toNanos();
  }

  /** Now, as answers say it. */
  String date() {
    return DateGenerator.formatDate(clock.millis());
  }

  /** What every answer says, by the container's filters. */
  Map.Entry<String, String> cors() {
    return cors;
  }

  /** This process in <code>Via</code>. */
  String via() {
    return via;
  }
}
