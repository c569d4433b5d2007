package uk.org.rmatool.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.servers.HealthProbe;
import uk.org.rmatool.cli.servers.Ports;
import uk.org.rmatool.cli.standin.StandInCheckout;

/** The command as a user calls it, on a real PostgreSQL and servers that stand in for Liberty. */
@Timeout(180)
class UpIT {
  private static final Ports PORTS = new Ports(4100);
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Path checkout;
  private static Path home;
  private String output = "";

  @BeforeAll
  static void layOut() throws Exception {
    checkout = StandInCheckout.create(folder.resolve("checkout"));
    home = folder.resolve("home");
  }

  @BeforeEach
  @AfterEach
  void stopEverything() throws Exception {
    assertThat(rma("down")).as(output).isZero();
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void upAnswersAndDownLeavesNothing() throws Exception {
    assertThat(rma("status")).isEqualTo(3);
    assertThat(up()).as(output).isZero();
    assertThat(output)
        .contains("document-processing can be called")
        .contains("curl -F file=@some.pdf http://localhost:13180/service/upload/extract");
    assertThat(rma("status")).as(output).isZero();
    assertThat(output).containsPattern("service redis +failed: no room");
    assertThat(status().getJsonArray("processes")).hasSize(4);
    assertThat(status().getJsonObject("services").getString("redis")).isEqualTo("failed: no room");
    assertThat(up()).isEqualTo(1);
    assertThat(output.lines()).hasSize(1).first().asString().contains("already running (pid ");
    var environment = Files.readString(home.resolve("state/worker/environment"));
    assertThat(environment)
        .contains("COORDINATOR_URL=http://127.0.0.1:" + PORTS.router())
        .contains("SERVICES_HOME=" + checkout.resolve("services"))
        .doesNotContain("DB_PASSWORD");
    assertThat(rma("logs", "router", "-n", "5")).isZero();
    assertThat(rma("down")).isZero();
    assertThat(output).contains("database stopped");
    assertThat(Files.readString(home.resolve("logs/worker.log"))).contains("stopped in good order");
  }

  @Test
  void aKilledServerAndAKilledDatabaseAreStartedAgain() throws Exception {
    assertThat(up()).as(output).isZero();
    for (var name : List.of("coordinator", "database")) {
      var killed = pid(name);
      ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);
      assertThat(eventually(() -> pid(name) != killed && rmaQuietly("status") == 0))
          .as(name + " is started again")
          .isTrue();
    }
    assertThat(rma("logs")).isZero();
    assertThat(output).contains("was killed (signal 9); starting it again in 1 s");
  }

  @Test
  void aKilledSupervisorLeavesNothingAndTheNextStartWorks() throws Exception {
    assertThat(up()).as(output).isZero();
    var supervisor = status().getJsonNumber("supervisor_pid").longValueExact();
    ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);
    if (new Launcher().tiesToParent()) {
      assertThat(eventually(() -> leftBehind().isEmpty())).as("all ended with it").isTrue();
      assertThat(rma("status")).isEqualTo(3);
    }
    assertThat(up()).as(output).isZero();
  }

  @Test
  void theForegroundStopsOnATerminationSignal() throws Exception {
    var process = start("up", "--port-offset", Integer.toString(PORTS.offset()));
    var probe = new HealthProbe();
    var ready = URI.create("http://127.0.0.1:" + PORTS.workerManagement() + "/health/ready");
    assertThat(eventually(() -> probe.up(ready))).isTrue();
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void aServerThatCannotStartFailsTheStartWithItsCause() throws Exception {
    var broken = home.resolve("liberty/broken-router");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "The flux is not compensated.");
    try {
      assertThat(up()).isEqualTo(1);
      assertThat(output.lines().filter(line -> line.startsWith("rma: ")))
          .singleElement()
          .asString()
          .contains("router")
          .contains("ended with status 20")
          .contains("The flux is not compensated.");
      assertThat(output).doesNotContain("\tat ");
      assertThat(rma("status")).isEqualTo(3);
      assertThat(output).contains("the last start failed: router");
    } finally {
      Files.delete(broken);
    }
  }

  @Test
  void aTakenPortIsSaidInOneLine() throws Exception {
    try (var socket = new ServerSocket(PORTS.router(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(up()).isEqualTo(1);
      assertThat(output)
          .contains("port " + socket.getLocalPort() + " (router) is in use by")
          .contains("--port-offset 4200");
    }
  }

  @Test
  void aHalfWrittenDatabaseFolderIsMovedAside() throws Exception {
    var data = folder.resolve("interrupted/postgres/data");
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(data.resolve("PG_VERSION"), "18\n");
    var before = home;
    home = folder.resolve("interrupted");
    try {
      assertThat(up()).as(output).isZero();
      assertThat(output).contains("only half written").contains("data.incomplete-1");
      assertThat(rma("down")).isZero();
    } finally {
      home = before;
    }
  }

  @Test
  void whatIsNotBuiltIsNamed() throws Exception {
    var war = checkout.resolve("coordinator-war/target/coordinator.war");
    Files.delete(war);
    try {
      assertThat(up()).isEqualTo(1);
      assertThat(output).contains("coordinator-war/target/coordinator.war is missing");
    } finally {
      Files.writeString(war, "back");
    }
  }

  @Test
  void misuseIsOneLine() throws Exception {
    assertThat(rma("dance")).isEqualTo(2);
    assertThat(output.strip()).isEqualTo("rma: unknown command 'dance'; see ./rma --help");
    assertThat(rma("logs", "kitchen")).isEqualTo(2);
    assertThat(output.lines()).hasSize(1);
    assertThat(rma("up", "--port-offset", "many")).isEqualTo(2);
    assertThat(output.lines()).hasSize(1);
    assertThat(rma("up", "--help")).isZero();
    assertThat(rma("version", "--json")).isZero();
  }

  private int up() throws Exception {
    return rma("up", "--detach", "--port-offset", Integer.toString(PORTS.offset()));
  }

  private JsonObject status() throws Exception {
    rma("status", "--json");
    return Json.createReader(new StringReader(output)).readObject();
  }

  private long pid(String name) {
    try {
      return status().getJsonArray("processes").getValuesAs(JsonObject.class).stream()
          .filter(process -> process.getString("name").equals(name))
          .findFirst()
          .orElseThrow()
          .getJsonNumber("pid")
          .longValueExact();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int rmaQuietly(String... arguments) {
    try {
      return rma(arguments);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int rma(String... arguments) throws Exception {
    var process = start(arguments);
    assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    output = Files.readString(folder.resolve("output"));
    return process.exitValue();
  }

  private static Process start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Drma.root=" + checkout, "-cp", System.getProperty("java.class.path")));
    command.add("uk.org.rmatool.cli.Rma");
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("RMA_HOME", home.toString());
    builder.environment().put("DB_PASSWORD", "of something else");
    return builder
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  /** Everything that was started here says so in its command line, or is a service of a worker. */
  private static List<String> leftBehind() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> ProcessIdentity.of(process).alive())
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(folder.toString()))
        .toList();
  }

  private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    return Wait.until(DEADLINE, Duration.ofMillis(300), condition);
  }
}
