package uk.org.rmatool.front;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.front.direct.DirectLane;

/** Listens for clients and passes on what they ask. */
final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());

  /** Read and decrypt; whoever waits has a virtual thread. */
  private static final int MOST_THREADS = 16;

  private static final int LEAST_THREADS = 3;

  /** Who comes while so many wait to be accepted tries again after a second. */
  private static final int QUEUE = 4 * 1024;

  private static final long LAST_WORDS_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;
  private final Upstream upstream;
  private final @Nullable Certificates certificates;
  private final @Nullable DirectLane lane;
  private @Nullable CompletableFuture<Void> leave;

  private Listener(
      FrontConfig config,
      URI container,
      Clients clients,
      Limits limits,
      @Nullable Certificates certificates,
      Optional<DirectLane.Parts> direct) {
    this.certificates = certificates;
    upstream = new Upstream(container, clients);
    var selectors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    var threads = new QueuedThreadPool(MOST_THREADS + 2 * selectors, LEAST_THREADS + selectors);
    threads.setName("front");
    threads.setReservedThreads(0);
    server = new Server(threads);
    var passed = new PassThrough.Factory(upstream, limits);
    lane =
        direct
            .map(
                parts ->
                    new DirectLane(
                        server, parts, selectors, passed, limits.fields(), limits.stalled()))
            .orElse(null);
    var http1 = lane == null ? passed : lane.factory();
    connector =
        new ServerConnector(
            server,
            null,
            null,
            null,
            1,
            selectors,
            certificates == null
                ? clear(limits, http1)
                : secured(limits, http1, certificates.context()));
    connector.setPort(config.port());
    config.host().ifPresent(connector::setHost);
    connector.setAcceptQueueSize(QUEUE);
    connector.setIdleTimeout(limits.idle().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setHandler(new StreamHandler(upstream, limits));
  }

  /**
   * Listens.
   *
   * @param container where requests go on to
   * @param direct what sends service calls past it, if anything does
   * @throws IOException with a sentence that says what is wrong
   */
  static Listener start(
      FrontConfig config,
      URI container,
      Clients clients,
      Limits limits,
      Optional<DirectLane.Parts> direct)
      throws IOException {
    var tls = config.tls();
    Upstream.check(clients);
    var certificates = tls.isPresent() ? new Certificates(tls.get()) : null;
    var listener = new Listener(config, container, clients, limits, certificates, direct);
    try {
      listener.server.start();
      return listener;
    } catch (IOException e) {
      listener.close();
      throw new IOException(
          "HTTP2_PORT: port %d cannot be listened at: %s. Set another one, or end what has it."
              .formatted(config.port(), reason(e)),
          e);
    } catch (Exception e) {
      listener.close();
      throw new IOException("HTTP2_PORT: the listener does not start: " + e, e);
    }
  }

  private static String reason(IOException e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
  }

  private static ConnectionFactory[] clear(Limits limits, ConnectionFactory http1) {
    var http2 = new Http2(http(limits), "h2c", limits);
    return new ConnectionFactory[] {new DetectorConnectionFactory(http2), http1, http2};
  }

  private static ConnectionFactory[] secured(
      Limits limits, ConnectionFactory http1, SslContextFactory.Server context) {
    var config = http(limits);
    config.addCustomizer(new SecureRequestCustomizer(false)); // any Host, as in clear text
    var http2 = new Http2(config, "h2", limits);
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    return new ConnectionFactory[] {
      new SslConnectionFactory(context, alpn.getProtocol()), alpn, http2, http1
    };
  }

  /** Nothing is changed or added; the container judges what a path means. */
  private static HttpConfiguration http(Limits limits) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(limits.headerBytes());
    http.setUriCompliance(UriCompliance.UNSAFE);
    return http;
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Takes over the files of the certificate if they have changed. */
  void renew() {
    if (certificates != null) {
      certificates.renew();
    }
  }

  /** No new connections or streams; those in progress go on. Returns at once. */
  synchronized void takeLeave() {
    if (lane != null) {
      lane.takeLeave();
    }
    leave = Graceful.shutdown(server);
  }

  /** Ends what is still in progress. */
  @Override
  public synchronized void close() {
    try {
      if (leave != null) {
        leave.get(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.DEBUG, "Not every connection has ended by itself.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (lane != null) {
      lane.stop(connector);
    }
    try {
      server.setStopTimeout(0);
      server.stop();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "Streams were cut off.", e);
    }
    upstream.close();
  }
}
