package uk.org.rmatool.cli.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.migrate.SchemaMigrations;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.PortHolder;
import uk.org.rmatool.cli.servers.HealthProbe;
import uk.org.rmatool.cli.servers.LibertyLayout;
import uk.org.rmatool.cli.servers.PlatformServer;
import uk.org.rmatool.cli.servers.PlatformServer.Database;

/** One service of an edge machine: its server, and the database that a coordinator needs. */
final class EdgeNode {
  private static final Duration DATABASE_START = Duration.ofMinutes(1);
  private static final Duration DATABASE_STOP = Duration.ofSeconds(6);
  private static final Duration SERVER_START = Duration.ofMinutes(2);

  /** How long calls in flight may go on; what runs an edge service waits for its end, too. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private static final Duration SERVER_STOP = Duration.ofSeconds(10);

  private final Settings settings;
  private final Checkout checkout;
  private final Home home;
  private final Progress progress;
  private final Children children;
  private final HealthProbe probe = new HealthProbe();
  private volatile boolean stopRequested;

  /**
   * How it is run.
   *
   * @param router the router that it belongs to
   * @param bind the address that it listens at
   * @param publicUrl where others reach it
   * @param location a coordinator's region
   * @param database address of a coordinator's PostgreSQL; empty for one of its own
   * @param supervised whether a parent ends its process group with it
   */
  record Settings(
      Role role,
      String router,
      String bind,
      int port,
      String publicUrl,
      String location,
      String database,
      boolean supervised) {}

  EdgeNode(Settings settings, Checkout checkout, Home home, Progress progress) {
    this.settings = settings;
    this.checkout = checkout;
    this.home = home;
    this.progress = progress;
    this.children = new Children(settings.supervised() ? Launcher.inOurGroup() : new Launcher());
  }

  /**
   * Starts it; returns when it is ready.
   *
   * @throws Failure with the cause if it cannot
   */
  void start() throws Exception {
    requirePort();
    var server = server();
    new LibertyLayout(checkout, home).update(List.of(server));
    var begun = System.nanoTime();
    children.start(
        "the server",
        server.launch(home, checkout),
        () -> probe.up(server.readiness()),
        SERVER_START,
        SERVER_STOP);
    progress.done(settings.role().service(), since(begun), "ready, " + settings.publicUrl());
  }

  boolean stopRequested() {
    return stopRequested;
  }

  /** Waits until something of it ends; says what and how. */
  String awaitEnd() {
    return children.awaitEnd();
  }

  /** Ends all of it, the database last. Calling it again is fine. */
  void stop() throws InterruptedException {
    stopRequested = true;
    children.stop();
  }

  private void requirePort() {
    if (!PortHolder.free(settings.port())) {
      throw new Failure(
          "port %d is in use by %s; choose another with --port"
              .formatted(
                  settings.port(), PortHolder.find(settings.port()).orElse("another process")));
    }
  }

  private PlatformServer server() throws Exception {
    Map<String, String> variables = new HashMap<>();
    variables.put("ROUTER_URL", settings.router());
    variables.put("HTTP_HOST", settings.bind().equals("0.0.0.0") ? "*" : settings.bind());
    variables.put("MANAGEMENT_HOST", "127.0.0.1");
    variables.put("SERVICE_DRAIN", DRAIN.toString());
    publicPort().ifPresent(port -> variables.put("PUBLIC_PORT", Integer.toString(port)));
    switch (settings.role()) {
      case COORDINATOR -> {
        variables.putAll(database().variables());
        variables.put("COORDINATOR_NAME", "edge");
        variables.put("COORDINATOR_PUBLIC_URL", settings.publicUrl());
        variables.put("LOCATION", settings.location());
        // UDP beside TCP: one number to let through a firewall.
        variables.put("DHT_PORT", Integer.toString(settings.port()));
      }
      case EDGE_PROXY, LOAD_BALANCER -> {
        variables.put("EDGE_ROLE", settings.role().service());
        variables.put("EDGE_SELF_URL", settings.publicUrl());
      }
    }
    return new PlatformServer(settings.role().server(), settings.port(), freePort(), variables);
  }

  /** What callers name in Host where a port is mapped. */
  private OptionalInt publicPort() {
    try {
      var port = URI.create(settings.publicUrl()).getPort();
      return port > 0 ? OptionalInt.of(port) : OptionalInt.empty();
    } catch (IllegalArgumentException e) {
      throw new Failure("--public-url " + settings.publicUrl() + " is not a URL", Failure.USAGE, e);
    }
  }

  private Database database() throws Exception {
    var database =
        settings.database().isEmpty() ? embedded() : GivenDatabase.parse(settings.database());
    var begun = System.nanoTime();
    var unused =
        new SchemaMigrations()
            .migrate(
                "jdbc:postgresql://%s:%d/%s"
                    .formatted(database.host(), database.port(), database.name()),
                database.user(),
                database.password());
    progress.done("database schemas", since(begun), database.host() + ":" + database.port());
    return database;
  }

  private Database embedded() throws IOException, InterruptedException, SQLException {
    var begun = System.nanoTime();
    EmbeddedDatabase.clearLeftover(home);
    var database = EmbeddedDatabase.prepare(home, 0, progress::say);
    children.start(
        "the database", database.launch(), database::ready, DATABASE_START, DATABASE_STOP);
    database.createRoleAndDatabase();
    progress.done("database", since(begun), "PostgreSQL on 127.0.0.1:" + database.port());
    return new Database(
        "127.0.0.1",
        database.port(),
        EmbeddedDatabase.NAME,
        EmbeddedDatabase.USER,
        database.password());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
