package uk.org.rmatool.coordinator.registrar;

import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;

/** Who this coordinator is and which router it belongs to. */
@Component
public class RegistrarConfig {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Optional<URI> routerUrl;
  private final String name;
  private final URI publicUrl;
  private final String location;
  private final Path stateDir;
  private final Duration heartbeatInterval;

  /**
   * Read at start.
   *
   * @param routerUrl the router to register at; without one the coordinator stands alone
   * @param name the readable part of this coordinator's id
   * @param publicUrl where router and workers reach this coordinator
   * @param location the region, such as <code>eu-west</code>
   * @param stateDir the folder that keeps this coordinator's key
   * @param heartbeatInterval the longest pause between two renewals of the registration at the
   *     router, which may ask for shorter ones
   */
  @Inject
  public RegistrarConfig(
      @ConfigProperty(name = "router.url") Optional<String> routerUrl,
      @ConfigProperty(name = "coordinator.name", defaultValue = "coordinator") String name,
      @ConfigProperty(name = "coordinator.public.url", defaultValue = "http://localhost:8080")
          String publicUrl,
      @ConfigProperty(name = "location", defaultValue = "local") String location,
      @ConfigProperty(name = "rma.state.dir", defaultValue = "state") Path stateDir,
      @ConfigProperty(name = "router.heartbeat.interval", defaultValue = "PT60S")
          Duration heartbeatInterval) {
    this.routerUrl = routerUrl.map(url -> address("ROUTER_URL", url));
    this.name = name;
    this.publicUrl = address("COORDINATOR_PUBLIC_URL", publicUrl);
    this.location = location;
    this.stateDir = stateDir;
    if (heartbeatInterval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "ROUTER_HEARTBEAT_INTERVAL '%s' is less than a second.".formatted(heartbeatInterval));
    }
    this.heartbeatInterval = heartbeatInterval;
  }

  public Optional<URI> routerUrl() {
    return routerUrl;
  }

  String name() {
    return name;
  }

  public URI publicUrl() {
    return publicUrl;
  }

  public String location() {
    return location;
  }

  Path stateDir() {
    return stateDir;
  }

  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  private static URI address(String property, String text) {
    try {
      return AnnouncedAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is '%s', which %s".formatted(property, text, e.getMessage()), e);
    }
  }
}
