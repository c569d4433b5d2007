package uk.org.rmatool.platform.http;

import jakarta.inject.Inject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.platform.wiring.Component;

/** Limits and permissions of the control API. */
@Component
public class HttpConfig {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final List<String> allowedOrigins;
  private final int maxBodyBytes;
  private final int maxInFlight;
  private final Optional<Integer> managementPort;

  /**
   * Read at start.
   *
   * @param allowedOrigins origins that browsers may call from, separated by commas; <code>*</code>
   *     is any
   * @param maxBodyBytes largest body of a control call in bytes; service traffic is not limited by
   *     it
   * @param maxInFlight how many control calls may be answered at the same time
   * @param managementPort the port that health and OpenAPI are at; its pages may always call
   */
  @Inject
  public HttpConfig(
      @ConfigProperty(name = "allowed.origins", defaultValue = "*") String allowedOrigins,
      @ConfigProperty(name = "control.max.body.bytes", defaultValue = "262144") int maxBodyBytes,
      @ConfigProperty(name = "control.max.in.flight", defaultValue = "400") int maxInFlight,
      @ConfigProperty(name = "management.port") Optional<Integer> managementPort) {
    this.allowedOrigins = Arrays.stream(allowedOrigins.split(",")).map(String::strip).toList();
    this.maxBodyBytes = maxBodyBytes;
    this.maxInFlight = maxInFlight;
    this.managementPort = managementPort.filter(port -> port > 0);
  }

  boolean allowsAnyOrigin() {
    return allowedOrigins.contains("*");
  }

  /**
   * Whether a page of this origin may read the answer to a call of this host: pages of an allowed
   * origin, and this program's own OpenAPI page. The latter is known by its port and by being on
   * the host that is called, so that a page of the reader's own machine cannot call other machines.
   */
  boolean allows(String origin, String host) {
    return allowsAnyOrigin() || allowedOrigins.contains(origin) || isManagement(origin, host);
  }

  private boolean isManagement(String origin, String host) {
    return managementPort.filter(port -> isPage(origin, host, port)).isPresent();
  }

  private static boolean isPage(String origin, String host, int port) {
    try {
      var uri = URI.create(origin);
      return "http".equals(uri.getScheme())
          && uri.getHost() != null
          && origin.equals("http://" + uri.getHost() + ":" + port)
          && (uri.getHost().equalsIgnoreCase(host)
              || (THIS_MACHINE.contains(uri.getHost()) && THIS_MACHINE.contains(host)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  int maxInFlight() {
    return maxInFlight;
  }

  public int maxBodyBytes() {
    return maxBodyBytes;
  }
}
