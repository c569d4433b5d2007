package uk.org.rmatool.worker.membership;

import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;

/** Whom the worker registers with, and as what. */
@Component
public class MembershipConfig {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final URI coordinator;
  private final Optional<String> name;
  private final Optional<URI> publicUrl;
  private final int httpPort;
  private final Optional<Duration> heartbeatInterval;

  /**
   * Read at start.
   *
   * @param coordinator address of the router or of a coordinator
   * @param name first part of the worker's id; the host's name by default
   * @param publicUrl address under which others reach this worker; <code>http://</code> with the
   *     host's name and the HTTP port by default
   * @param httpPort the port that the worker's API is served on
   * @param heartbeatInterval pause between two heartbeats; without it the coordinator says, and 30
   *     seconds if it does not
   */
  @Inject
  public MembershipConfig(
      @ConfigProperty(name = "coordinator.url", defaultValue = "http://localhost:9080")
          String coordinator,
      @ConfigProperty(name = "worker.name") Optional<String> name,
      @ConfigProperty(name = "worker.public.url") Optional<String> publicUrl,
      @ConfigProperty(name = "http.port", defaultValue = "8000") int httpPort,
      @ConfigProperty(name = "heartbeat.interval") Optional<String> heartbeatInterval) {
    this.coordinator = address("COORDINATOR_URL", coordinator);
    this.name = name;
    this.publicUrl = publicUrl.map(url -> address("WORKER_PUBLIC_URL", url));
    this.httpPort = httpPort;
    this.heartbeatInterval = heartbeatInterval.map(MembershipConfig::interval);
  }

  URI coordinator() {
    return coordinator;
  }

  Optional<String> name() {
    return name;
  }

  Optional<URI> publicUrl() {
    return publicUrl;
  }

  int httpPort() {
    return httpPort;
  }

  Optional<Duration> heartbeatInterval() {
    return heartbeatInterval;
  }

  private static URI address(String property, String text) {
    try {
      return AnnouncedAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s '%s' %s".formatted(property, text, e.getMessage()), e);
    }
  }

  private static Duration interval(String text) {
    try {
      var interval = Duration.parse(text.strip());
      if (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0) {
        return interval;
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "HEARTBEAT_INTERVAL '%s' is no duration; thirty seconds are PT30S.".formatted(text), e);
    }
    throw new IllegalArgumentException(
        "HEARTBEAT_INTERVAL '%s' is not from %s to %s.".formatted(text, SHORTEST, LONGEST));
  }
}
