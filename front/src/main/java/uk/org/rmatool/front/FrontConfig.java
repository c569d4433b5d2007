package uk.org.rmatool.front;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Whether there is a port for HTTP/2, and whether it speaks TLS. */
@Component
public class FrontConfig {
  static final String PORT = "http2.port";

  private static final String ANY = "*";
  private static final int MAX_PORT = 65_535;

  private final int port;
  private final String host;
  private final int upstreamPort;
  private final Optional<Path> certificate;
  private final Optional<Path> key;

  /**
   * Read at start.
   *
   * @param port the public port that speaks HTTP/2; -1 is off, 0 takes a free one
   * @param certificate PEM file of the certificate and those that lead to its authority; without
   *     one the port speaks clear text
   * @param key PEM file of its private key
   * @param host address that the public ports are bound to
   * @param upstreamPort the container's public port
   */
  @Inject
  public FrontConfig(
      @ConfigProperty(name = "http2.port", defaultValue = "-1") int port,
      @ConfigProperty(name = "tls.certificate") Optional<Path> certificate,
      @ConfigProperty(name = "tls.key") Optional<Path> key,
      @ConfigProperty(name = "http.host", defaultValue = "*") String host,
      @ConfigProperty(name = "http.port") Optional<Integer> upstreamPort) {
    if (port < -1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "HTTP2_PORT is %d; it must be a port, or -1 for none.".formatted(port));
    }
    if (port >= 0 && certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "%s is set and %s is not; set both for TLS, or neither for clear text."
              .formatted(
                  certificate.isPresent() ? "TLS_CERTIFICATE" : "TLS_KEY",
                  certificate.isPresent() ? "TLS_KEY" : "TLS_CERTIFICATE"));
    }
    this.port = port;
    this.certificate = certificate;
    this.key = key;
    this.host = host;
    this.upstreamPort = upstreamPort.orElse(0);
  }

  boolean isOn() {
    return port >= 0;
  }

  int port() {
    return port;
  }

  /** Empty for every address of the machine. */
  Optional<String> host() {
    return host.equals(ANY) ? Optional.empty() : Optional.of(host);
  }

  /** Where the container listens, seen from this process. */
  int upstreamPort() {
    return upstreamPort;
  }

  /** Empty for clear text. */
  Optional<PemFiles> tls() {
    return certificate.flatMap(chain -> key.map(secret -> new PemFiles(chain, secret)));
  }
}
