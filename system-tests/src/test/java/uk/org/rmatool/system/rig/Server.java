package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.migrate.SchemaMigrations;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.servers.HealthProbe;
import uk.org.rmatool.cli.servers.LibertyLayout;
import uk.org.rmatool.cli.servers.PlatformServer;

/** A router, coordinator or worker that nobody starts again, beside a platform or alone. */
public final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final Launcher LAUNCHER = new Launcher();

  private final Home home;
  private final PlatformServer server;
  private Process process;

  private Server(Home home, PlatformServer server) throws IOException {
    this.home = home;
    this.server = server;
    home.prepare();
    new LibertyLayout(checkout(), home).update(List.of(server));
    process = launch();
  }

  /**
   * Starts one; {@link #awaitReady} waits for it.
   *
   * @param program router or coordinator
   * @param homeName its home is made anew
   * @param settings beside its ports, its own address and its database
   */
  public static Server start(
      String program, String homeName, Database database, Map<String, String> settings)
      throws IOException {
    var port = FreePorts.port();
    var variables = new HashMap<>(database.settings());
    variables.put("COORDINATOR_PUBLIC_URL", "http://127.0.0.1:" + port);
    variables.putAll(settings);
    return start(program, homeName, port, variables);
  }

  /**
   * Starts a worker; {@link #awaitReady} waits for it.
   *
   * @param name its own, and its home's, which is made anew
   * @param coordinator whom it registers with
   * @param more settings beside its ports and its own address; it has no services of the checkout
   */
  public static Server worker(String name, URI coordinator, Map<String, String> more)
      throws IOException {
    var port = FreePorts.port();
    var settings = new HashMap<>(more);
    settings.put("WORKER_NAME", name);
    settings.put("WORKER_PUBLIC_URL", "http://127.0.0.1:" + port);
    settings.put("COORDINATOR_URL", coordinator.toString());
    return start("worker", "worker-" + name, port, settings);
  }

  /**
   * The same at a given port.
   *
   * @param program router, coordinator or worker
   * @param settings all but its ports; without a <code>DHT_PORT</code> it has no DHT node
   */
  public static Server start(
      String program, String homeName, int port, Map<String, String> settings) throws IOException {
    Checkout.delete(Checkout.home(homeName));
    var variables = new HashMap<>(settings);
    variables.putIfAbsent("DHT_ENABLED", Boolean.toString(settings.containsKey("DHT_PORT")));
    return new Server(
        new Home(Checkout.home(homeName)),
        new PlatformServer(program, port, FreePorts.port(), variables));
  }

  /** A migrated database in a running PostgreSQL. */
  public record Database(int port, String name, String password) {
    private static final String USER = "rma";

    /** Makes one of its own in the PostgreSQL of a platform. */
    public static Database create(Platform platform, String name) throws SQLException {
      var port = platform.databasePort();
      try (var connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                  "postgres",
                  platform.password("postgres"));
          var statement = connection.createStatement()) {
        statement.execute("create database " + name + " owner " + USER);
      }
      return new Database(port, name, platform.password(USER)).migrated();
    }

    /** The one that a platform has, for a replica beside it. */
    public static Database of(Platform platform) {
      return new Database(platform.databasePort(), "rma", platform.password(USER));
    }

    Database migrated() {
      var unused = new SchemaMigrations().migrate(url(), USER, password);
      return this;
    }

    private String url() {
      return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** What a program needs to find it. */
    public Map<String, String> settings() {
      return Map.of(
          "DB_HOST", "127.0.0.1",
          "DB_PORT", Integer.toString(port),
          "DB_NAME", name,
          "DB_USER", USER,
          "DB_PASSWORD", password);
    }
  }

  public Server awaitReady() {
    var probe = new HealthProbe();
    Await.until(
        server.name() + " is ready; its log is " + home.log(server.name()),
        START,
        () -> probe.up(server.readiness()));
    return this;
  }

  public Http http() {
    return new Http(URI.create("http://127.0.0.1:" + server.httpPort()));
  }

  /** The management port. */
  public Http management() {
    return new Http(URI.create("http://127.0.0.1:" + server.managementPort()));
  }

  /** The folder that it keeps its state in. */
  public Path state() {
    return home.state(server.name());
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    Await.until(server.name() + " is gone", STOP, () -> !process.isAlive());
  }

  /** Starts it again as it was. */
  public Server restart() throws IOException {
    process = launch();
    return awaitReady();
  }

  private Process launch() throws IOException {
    try {
      return LAUNCHER.launch(server.launch(home, checkout()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static uk.org.rmatool.cli.home.Checkout checkout() {
    return new uk.org.rmatool.cli.home.Checkout(Checkout.root());
  }

  @Override
  public void close() {
    stop(process, Signal.TERM);
  }

  /** Ends a process and what it started. */
  static void stop(Process process, Signal signal) {
    try {
      var identity = ProcessIdentity.of(process.toHandle());
      Stopping.stop(identity, signal, STOP);
      Stopping.sweepSession(identity);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
