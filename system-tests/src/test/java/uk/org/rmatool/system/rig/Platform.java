package uk.org.rmatool.system.rig;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole platform of one machine, started and stopped by {@code ./rma} as a user does it. */
public final class Platform implements AutoCloseable {
  private static final boolean REUSE = Boolean.getBoolean("rma.reuse");
  private static final Duration COMMAND = Duration.ofMinutes(4);
  private static final Duration READY = Duration.ofMinutes(2);

  private final Path home;
  private final int offset;
  private final Map<String, String> environment;

  private Platform(String name, Map<String, String> environment) {
    this.home = Checkout.home(name);
    this.environment = Map.copyOf(environment);
    this.offset = running() ? status().getInt("port_offset") : FreePorts.offset();
  }

  /**
   * Starts with an empty home. With {@code -Drma.reuse=true} one that still runs is taken as it is
   * and left running: that saves the start while one works on a test.
   *
   * @param environment settings for all its programs
   */
  public static Platform start(String name, Map<String, String> environment) {
    var platform = new Platform(name, environment);
    if (REUSE && platform.running()) {
      return platform;
    }
    platform.down(); // what a run that was killed has left
    Checkout.delete(platform.home);
    platform.up();
    return platform;
  }

  public void up() {
    var output = rma("up", "--detach", "--port-offset", Integer.toString(offset));
    if (output.status() != 0) {
      throw new AssertionError("./rma up failed:\n" + output.text());
    }
  }

  /** What a command printed, and how it ended. */
  public record Output(int status, String text) {}

  /** Runs {@code ./rma} on this home. */
  public Output rma(String... arguments) {
    var command = List.of(arguments);
    try {
      Files.createDirectories(home.getParent());
      var output = Files.createTempFile(home.getParent(), "rma", ".out");
      var process = command(output, command).redirectInput(new File("/dev/null")).start();
      if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " hangs:\n" + Files.readString(output));
      }
      var text = Files.readString(output);
      Files.delete(output);
      return new Output(process.exitValue(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The same, not started yet; its input is a pipe. */
  ProcessBuilder command(Path output, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.root().resolve("rma").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("RMA_HOME", home.toString());
    builder.environment().put("RMA_SKIP_BUILD", "1");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile());
  }

  /** Waits until every program is ready and documents can be sent, as right after the start. */
  public void awaitWhole() {
    Await.until("./rma status says ready", READY, () -> rma("status").status() == 0);
    Await.until(
        "a coordinator and a worker with document-processing are there",
        READY,
        () ->
            router().get("/health").object().getInt("coordinators") >= 1
                && router().get("/api/services/discover/document-processing").status() == 200
                && router().get("/service/upload/health").status() != 503);
  }

  /** The latest process of that name: router, coordinator, worker or database. */
  public long pid(String name) {
    return process(name).getJsonNumber("pid").longValueExact();
  }

  /** {@code kill -9}, then waits until the supervisor has started another and it is ready. */
  public void killAndAwaitRestart(String name) {
    var before = pid(name);
    Processes.kill(before);
    awaitRestart(name, before);
  }

  public void awaitRestart(String name, long before) {
    Await.until(
        name + " is started again and ready",
        READY,
        () -> pid(name) != before && process(name).getBoolean("ready"));
  }

  private JsonObject process(String name) {
    return status().getJsonArray("processes").getValuesAs(JsonObject.class).stream()
        .filter(process -> process.getString("name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process " + name));
  }

  private JsonObject status() {
    try (var reader = Json.createReader(new StringReader(rma("status", "--json").text()))) {
      return reader.readObject();
    }
  }

  public Path home() {
    return home;
  }

  public Http router() {
    return local(9080);
  }

  public String routerUrl() {
    return "http://127.0.0.1:" + (9080 + offset);
  }

  public Http coordinator() {
    return local(8080);
  }

  public Http worker() {
    return local(8000);
  }

  /** The management port of router, coordinator or worker. */
  public Http management(String program) {
    return switch (program) {
      case "router" -> local(9990);
      case "coordinator" -> local(9991);
      case "worker" -> local(9992);
      default -> throw new IllegalArgumentException(program);
    };
  }

  private Http local(int port) {
    return new Http(URI.create("http://127.0.0.1:" + (port + offset)));
  }

  public int databasePort() {
    return Integer.parseInt(read("postgres/port"));
  }

  /** A password that {@code ./rma up} made. */
  public String password(String user) {
    return read("secrets/" + user + "-password");
  }

  /** What whoever owns the worker's machine sends as a bearer token. */
  public String ownerToken() {
    return read("state/worker/secrets/owner");
  }

  /** The platform's database, as its own programs see it. */
  public Connection database() throws SQLException {
    return database("rma");
  }

  /** The same, as {@code rma} or {@code rma_report}. */
  public Connection database(String user) throws SQLException {
    return connect("rma", user, password(user));
  }

  /** The same for another database of that server. */
  public Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + databasePort() + "/" + database, user, password);
  }

  /** Makes another database in that server, which belongs to {@code rma}. */
  public void createDatabase(String name) throws SQLException {
    try (var connection = connect("postgres", "postgres", password("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER rma");
    }
  }

  private String read(String file) {
    try {
      return Files.readString(home.resolve(file)).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean running() {
    return Files.exists(home) && rma("status").status() == 0;
  }

  @Override
  public void close() {
    if (!REUSE) {
      down();
    }
  }

  public void down() {
    if (!Files.exists(home)) {
      return;
    }
    var output = rma("down");
    if (output.status() != 0) {
      throw new AssertionError("./rma down failed:\n" + output.text());
    }
  }
}
