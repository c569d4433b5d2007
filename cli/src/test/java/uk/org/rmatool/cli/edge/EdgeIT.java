package uk.org.rmatool.cli.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.standin.StandInCheckout;

/** The command as a worker runs it, on a real PostgreSQL and servers that stand in for Liberty. */
@Timeout(120)
class EdgeIT {
  private static final Duration STARTED = Duration.ofSeconds(60);
  private static final Duration GONE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Path data;
  private Path output;
  private Process process;
  private String databaseUrl = ""; // as an edge worker says that there is none

  @BeforeEach
  void layOut() throws IOException {
    StandInCheckout.create(folder.resolve("checkout"));
    data = folder.resolve("data");
    output = folder.resolve("output");
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
    }
    assertThat(Wait.until(GONE, Duration.ofMillis(100), () -> family().isEmpty()))
        .as("left behind: %s", family())
        .isTrue();
  }

  @Test
  void aCoordinatorRunsOnADatabaseOfItsOwnAndEndsWithItsParent() throws Exception {
    start("coordinator", "--public-url", "http://127.0.0.1:4711");
    awaitOutput("ready, http://127.0.0.1:4711");
    assertThat(Files.readString(data.resolve("state/coordinator/environment")))
        .contains("ROUTER_URL=http://127.0.0.1:9")
        .contains("COORDINATOR_PUBLIC_URL=http://127.0.0.1:4711")
        .contains("PUBLIC_PORT=4711")
        .contains("HTTP_HOST=127.0.0.1")
        .contains("LOCATION=seaside")
        .contains("DB_PORT=" + Files.readString(data.resolve("postgres/port")).strip());
    assertThat(family()).anyMatch(it -> it.contains("bin/postgres"));
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(data.resolve("logs/coordinator.log")))
        .contains("coordinator stopped in good order");
  }

  @Test
  void whenItsServerEndsItEndsSayingSo() throws Exception {
    start("edge-proxy");
    awaitOutput("ready, http://localhost:");
    assertThat(Files.readString(data.resolve("state/edge/environment")))
        .contains("EDGE_ROLE=edge-proxy")
        .doesNotContain("DB_PASSWORD");
    ProcessHandle.of(server()).orElseThrow().destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output)).contains("rma: the server ended with status 137");
  }

  @Test
  void killingItLeavesNothing() throws Exception {
    start("coordinator");
    awaitOutput("ready, http://localhost:");
    process.destroyForcibly(); // nothingIsLeft looks
  }

  @Test
  void whatCannotBeRunIsSaidInOneLine() throws Exception {
    start("router");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output))
        .isEqualTo(
            "rma: there is no 'router' at the edge, only coordinator, edge-proxy, load-balancer\n");
    Files.delete(folder.resolve("checkout/edge-war/target/edge.war"));
    start("load-balancer");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).contains("edge-war/target/edge.war is missing in ");
  }

  @Test
  void aCoordinatorUsesTheDatabaseThatItIsGiven() throws Exception {
    try (var given = RunningDatabase.start(folder.resolve("given"))) {
      databaseUrl = given.url(given.password());
      start("coordinator");
      awaitOutput("ready, http://localhost:");
      assertThat(Files.readString(data.resolve("state/coordinator/environment")))
          .contains("DB_HOST=127.0.0.1")
          .contains("DB_PORT=" + given.port())
          .contains("DB_NAME=rma")
          .contains("DB_PASSWORD=" + given.password());
      assertThat(given.tables("coordinator")).contains("worker");
      assertThat(family()).noneMatch(it -> it.contains("bin/postgres"));
      assertThat(data.resolve("postgres")).doesNotExist();
      assertThat(read(output)).doesNotContain(given.password());
    }
  }

  @Test
  void aGivenDatabaseThatDoesNotLetItInIsSaidWithoutThePassword() throws Exception {
    try (var given = RunningDatabase.start(folder.resolve("given"))) {
      databaseUrl = given.url("not-this-one");
      start("coordinator");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(read(output))
          .contains("rma: ")
          .contains("password authentication failed for user \"rma\"")
          .doesNotContain("not-this-one")
          .doesNotContain("\tat ");
    }
  }

  private void start(String service, String... more) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Drma.root=" + folder.resolve("checkout"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("uk.org.rmatool.cli.Rma", "edge", service));
    command.addAll(List.of("--router", "http://127.0.0.1:9", "--data", data.toString()));
    command.addAll(List.of("--port", Integer.toString(freePort()), "--bind", "127.0.0.1"));
    command.addAll(List.of("--location", "seaside", "--exit-with-parent"));
    command.addAll(List.of(more));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("EDGE_DATABASE_URL", databaseUrl);
    process = builder.start();
  }

  private void awaitOutput(String text) throws InterruptedException {
    assertThat(
            Wait.until(
                STARTED,
                Duration.ofMillis(100),
                () -> read(output).contains(text) || !process.isAlive()))
        .isTrue();
    assertThat(read(output)).contains(text);
  }

  private long server() {
    return family().stream()
        .filter(it -> it.contains("StandInServer"))
        .map(it -> Long.parseLong(it.substring(0, it.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  /** Pids and command lines of what names the data folder. */
  private List<String> family() {
    return ProcessHandle.allProcesses()
        .filter(it -> it.pid() != ProcessHandle.current().pid())
        .map(
            it ->
                it.pid() + " " + read(Path.of("/proc/" + it.pid() + "/cmdline")).replace('\0', ' '))
        .filter(it -> it.contains(data.toString()))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
