package uk.org.rmatool.edge.role;

import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import uk.org.rmatool.api.AnnouncedAddress;
import uk.org.rmatool.platform.wiring.Component;

/** What this program is, and which router it belongs to. */
@Component
public class EdgeRoleConfig {
  private final Role role;
  private final URI router;
  private final Optional<URI> self;

  /**
   * Read at start.
   *
   * @param role <code>edge-proxy</code> or <code>load-balancer</code>
   * @param router the router
   * @param self where others reach this program; the router is asked to try it
   */
  @Inject
  public EdgeRoleConfig(
      @ConfigProperty(name = "edge.role", defaultValue = "edge-proxy") String role,
      @ConfigProperty(name = "router.url") Optional<String> router,
      @ConfigProperty(name = "edge.self.url") Optional<String> self) {
    this.role =
        Role.of(role.strip())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "EDGE_ROLE '%s' is neither edge-proxy nor load-balancer.".formatted(role)));
    this.router = address("ROUTER_URL", router.orElse("http://localhost:9080"));
    this.self = self.map(url -> address("EDGE_SELF_URL", url));
  }

  public Role role() {
    return role;
  }

  public URI router() {
    return router;
  }

  public Optional<URI> self() {
    return self;
  }

  private static URI address(String property, String text) {
    try {
      return AnnouncedAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s '%s' %s".formatted(property, text, e.getMessage()), e);
    }
  }
}
