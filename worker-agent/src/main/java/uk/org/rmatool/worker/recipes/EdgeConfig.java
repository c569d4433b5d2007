package uk.org.rmatool.worker.recipes;

import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;

/** What an edge worker's coordinator, proxy and balancer need to know. */
@Component
public class EdgeConfig {
  private final String router;
  private final String location;
  private final Optional<String> coordinatorUrl;
  private final Optional<String> database;
  private final Optional<String> host;

  /**
   * Read at start.
   *
   * @param router the router that they belong to; what the worker registers with by default
   * @param coordinator what the worker registers with
   * @param location the region of its coordinator
   * @param coordinatorUrl where the router and workers reach its coordinator; <code>http://</code>
   *     with the worker's public host and the coordinator's port by default
   * @param database the coordinator's PostgreSQL, as <code>
   *     postgresql://user:password@host:port/name</code>; one of its own by default
   * @param publicUrl address under which others reach this worker
   */
  @Inject
  public EdgeConfig(
      @ConfigProperty(name = "edge.router.url") Optional<String> router,
      @ConfigProperty(name = "coordinator.url", defaultValue = "http://localhost:9080")
          String coordinator,
      @ConfigProperty(name = "edge.location", defaultValue = "edge") String location,
      @ConfigProperty(name = "edge.public.url") Optional<String> coordinatorUrl,
      @ConfigProperty(name = "edge.database.url") Optional<String> database,
      @ConfigProperty(name = "worker.public.url") Optional<String> publicUrl) {
    this.router = address("EDGE_ROUTER_URL", router.orElse(coordinator));
    this.location = location.strip();
    this.coordinatorUrl = coordinatorUrl.map(url -> address("EDGE_PUBLIC_URL", url));
    this.database = database;
    this.host = publicUrl.map(url -> URI.create(address("WORKER_PUBLIC_URL", url)).getHost());
    if (database.filter(url -> !url.startsWith("postgresql://")).isPresent()) {
      throw new IllegalArgumentException(
          "EDGE_DATABASE_URL is not like postgresql://user:password@host:port/name.");
    }
  }

  String router() {
    return router;
  }

  String location() {
    return location;
  }

  Optional<String> coordinatorUrl() {
    return coordinatorUrl;
  }

  Optional<String> database() {
    return database;
  }

  /** The host at which others reach this worker, if it was given one. */
  Optional<String> host() {
    return host;
  }

  private static String address(String property, String text) {
    try {
      return AnnouncedAddress.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s '%s' %s".formatted(property, text, e.getMessage()), e);
    }
  }
}
