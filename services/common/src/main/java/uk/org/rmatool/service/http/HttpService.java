package uk.org.rmatool.service.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of a service; each request has a virtual thread of its own. */
public final class HttpService implements AutoCloseable {
  /** How many connections are open at most; further ones wait to be accepted. */
  static final int MAX_CONNECTIONS = 256;

  /** How long a connection may be silent, in or between requests. */
  static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(HttpService.class.getName());
  private static final int MAX_HEADERS = 16 * 1024;

  private final Server server;
  private final ServerConnector connector;

  /**
   * Listens as soon as it is made.
   *
   * @param host name or address to bind
   * @param port 0 for a free one
   * @param routes what it answers to
   */
  public HttpService(String host, int port, Routes routes) throws IOException {
    var threads = new QueuedThreadPool(12, 2);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_LIMIT.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    server.setErrorHandler(new ServerErrors());
    server.setHandler(new GracefulHandler(new RoutesHandler(routes)));
    start();
  }

  private void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IOException("The HTTP server does not start.", e);
    }
  }

  /** Where it listens. */
  public URI address() {
    var host = connector.getHost();
    return URI.create(
        "http://%s:%d"
            .formatted(host.contains(":") ? "[" + host + "]" : host, connector.getLocalPort()));
  }

  /** Takes no more requests, waits this long for those in progress, and ends. */
  public void stop(Duration patience) {
    server.setStopTimeout(patience.toMillis());
    close();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "Requests were cut off. cause={0}", e.toString());
    }
  }

  private static HttpConfiguration http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADERS);
    return http;
  }
}
