package uk.org.rmatool.front;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.dataplane.DirectCalls;
import uk.org.rmatool.dataplane.GracefulShutdown;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.TransportConfig;
import uk.org.rmatool.front.direct.DirectLane;
import uk.org.rmatool.platform.http.HttpConfig;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.platform.wiring.Periodic;

/** The port for HTTP/2, if there is one, from the start of the application to its end. */
@Component
class Front {
  private static final Logger LOG = System.getLogger(Front.class.getName());
  private static final Duration RENEWALS = Duration.ofSeconds(10);

  private final FrontConfig config;
  private final Clients clients;
  private final GracefulShutdown shutdown;
  private final Periodic periodic;
  private final Optional<DirectLane.Parts> direct;
  private @Nullable Listener listener;

  @Inject
  Front(
      FrontConfig config,
      Clients clients,
      GracefulShutdown shutdown,
      Periodic periodic,
      DirectCalls calls,
      Connections connections,
      TransportConfig transport,
      HttpConfig http,
      Clock clock) {
    this.config = config;
    this.clients = clients;
    this.shutdown = shutdown;
    this.periodic = periodic;
    direct =
        calls.isOn()
            ? Optional.of(new DirectLane.Parts(calls, connections, transport, http, clock))
            : Optional.empty();
  }

  /**
   * Listens, or stops the start of the application with a sentence that says why not.
   *
   * @throws IllegalStateException with that sentence
   */
  @PostConstruct
  void start() {
    if (!config.isOn()) {
      return;
    }
    try {
      var upstream = URI.create("http://%s:%d".formatted(upstreamHost(), config.upstreamPort()));
      var started = Listener.start(config, upstream, clients, Limits.USUAL, direct);
      listener = started;
      shutdown.onBegin(started::takeLeave);
      config.tls().ifPresent(files -> periodic.every(RENEWALS, "certificate", started::renew));
      LOG.log(
          Level.INFO,
          () ->
              "HTTP/2 is spoken at port %d, %s."
                  .formatted(
                      started.port(), config.tls().isPresent() ? "by TLS" : "in clear text"));
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The container listens at loopback unless it was told of one address alone. */
  private String upstreamHost() {
    var host = config.host().orElse("127.0.0.1");
    if (host.contains(":")) {
      throw new IllegalArgumentException(
          "HTTP_HOST is %s; with HTTP2_PORT it must be * or an IPv4 address.".formatted(host));
    }
    return host;
  }

  /** Ends what is left. */
  @PreDestroy
  void stop() {
    if (listener != null) {
      listener.close();
    }
  }
}
