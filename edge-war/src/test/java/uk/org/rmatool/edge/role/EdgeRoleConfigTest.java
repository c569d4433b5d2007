package uk.org.rmatool.edge.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeRoleConfigTest {
  @Test
  void rolesAreNamedAsInTheCatalogue() {
    var config =
        new EdgeRoleConfig("load-balancer", Optional.of("http://r:9080/"), Optional.empty());
    assertThat(config.role()).isEqualTo(Role.LOAD_BALANCER);
    assertThat(config.router()).isEqualTo(URI.create("http://r:9080"));
  }

  @Test
  void whatCannotBeRightIsRefused() {
    assertThatThrownBy(() -> new EdgeRoleConfig("router", Optional.empty(), Optional.empty()))
        .hasMessage("EDGE_ROLE 'router' is neither edge-proxy nor load-balancer.");
    assertThatThrownBy(
            () ->
                new EdgeRoleConfig(
                    "edge-proxy", Optional.empty(), Optional.of("http://169.254.169.254")))
        .hasMessageStartingWith("EDGE_SELF_URL 'http://169.254.169.254' names a host that no node");
  }
}
