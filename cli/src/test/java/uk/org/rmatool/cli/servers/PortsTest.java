package uk.org.rmatool.cli.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;

class PortsTest {
  private static final PlatformServer.Database DATABASE =
      new PlatformServer.Database("127.0.0.1", 15432, "rma", "rma", "secret");

  @Test
  void aTakenPortIsNamedWithItsPurposeItsHolderAndAWayOut() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = new Ports(socket.getLocalPort() - new Ports(0).coordinator());
      assertThatThrownBy(ports::requireFree)
          .isInstanceOf(Failure.class)
          .hasMessageContaining("port " + socket.getLocalPort() + " (coordinator) is in use by")
          .hasMessageContaining("(pid " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("--port-offset " + (ports.offset() + 100));
    }
  }

  @Test
  void anOffsetOutOfRangeIsRefused() {
    assertThatThrownBy(() -> new Ports(-1)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> new Ports(Ports.MAX_OFFSET + 1)).isInstanceOf(Failure.class);
  }

  @Test
  void onlyRouterAndCoordinatorSeeTheDatabase() {
    var checkout = new Checkout(Path.of("checkout"));
    var home = new Home(Path.of("home"));
    for (var server : PlatformServer.all(new Ports(7), DATABASE, checkout)) {
      var launch = server.launch(home, checkout);
      assertThat(launch.withheld()).contains("DB_");
      assertThat(launch.environment().containsKey("DB_PASSWORD"))
          .as(server.name())
          .isEqualTo(!server.name().equals("worker"));
    }
  }

  @Test
  void everyAddressMovesWithTheOffset() {
    var servers = PlatformServer.all(new Ports(7), DATABASE, new Checkout(Path.of("checkout")));
    assertThat(servers)
        .extracting(server -> server.name() + " " + server.httpPort() + " " + server.readiness())
        .containsExactly(
            "worker 8007 http://127.0.0.1:9999/health/ready",
            "coordinator 8087 http://127.0.0.1:9998/health/ready",
            "router 9087 http://127.0.0.1:9997/health/ready");
    assertThat(servers.getFirst().variables())
        .containsEntry("COORDINATOR_URL", "http://127.0.0.1:9087")
        .containsEntry("WORKER_PUBLIC_URL", "http://127.0.0.1:8007");
  }
}
