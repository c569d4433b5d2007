package uk.org.rmatool.cli.up;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.database.EmbeddedDatabase;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.migrate.SchemaMigrations;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.servers.HealthProbe;
import uk.org.rmatool.cli.servers.LibertyLayout;
import uk.org.rmatool.cli.servers.PlatformServer;
import uk.org.rmatool.cli.servers.Ports;

/** Starts the database and the three servers of a home, keeps them running, and stops them. */
final class Platform {
  private static final Duration DATABASE_START = Duration.ofMinutes(1);
  private static final Duration DATABASE_STOP = Duration.ofSeconds(20);
  private static final Duration SERVER_START = Duration.ofMinutes(2);
  private static final Duration SERVER_STOP = Duration.ofSeconds(45);
  private static final Duration FIRST_SERVICE = Duration.ofMinutes(1);
  private static final Duration SERVICE_POLL = Duration.ofMillis(500);
  private static final String SERVICE = "document-processing";

  /** Liberty goes on without the application and never tries again. */
  private static final String APPLICATION_FAILED = "CWWKZ0002E";

  private static final int OLDEST_JAVA = 21;

  private final Checkout checkout;
  private final Home home;
  private final Ports ports;
  private final Progress progress;
  private final Board board;
  private final Launcher launcher = new Launcher();
  private final HealthProbe probe = new HealthProbe();

  /** In the order of their start; they stop in the opposite one. */
  private final List<KeptRunning> running = new ArrayList<>();

  private volatile boolean stopRequested;

  Platform(Checkout checkout, Home home, Ports ports, Progress progress) {
    this.checkout = checkout;
    this.home = home;
    this.ports = ports;
    this.progress = progress;
    this.board = new Board(new RunFile(home), ports.offset(), progress);
  }

  /**
   * Brings everything up; returns when applications can call it.
   *
   * @throws Failure with the cause if it cannot
   */
  void start() throws Exception {
    var begin = System.nanoTime();
    var earlier = new RunFile(home).read();
    new Leftovers(home, progress).clear(earlier);
    progress.step("java", Platform::checkJava);
    checkout.requireBuilt();
    board.starting(Phase.STARTING);
    progress.step(
        "ports",
        () -> {
          ports.requireFree();
          return "%d, %d, %d and management %d to %d are free; %s"
              .formatted(
                  ports.router(),
                  ports.coordinator(),
                  ports.worker(),
                  ports.routerManagement(),
                  ports.workerManagement(),
                  ports.dht());
        });
    var database = startDatabase();
    progress.step("database schemas", () -> migrate(database));
    startServers(database);
    awaitFirstService();
    board.addresses(addresses(database));
    progress.say("");
    progress.say(
        "The platform is ready after %d s."
            .formatted(Duration.ofNanos(System.nanoTime() - begin).toSeconds()));
    progress.say("");
    addresses(database).forEach((name, value) -> progress.say("  %-22s %s".formatted(name, value)));
    progress.say("");
    progress.say(
        "Try it:  curl -F file=@some.pdf http://localhost:%d/service/upload/extract"
            .formatted(ports.router()));
    board.starting(Phase.READY);
  }

  boolean stopRequested() {
    return stopRequested;
  }

  /** Publishes why the start failed; call it after {@link #stop}. */
  void failed(String cause) {
    board.failed(cause);
  }

  /**
   * Stops everything, the database last; returns when nothing is left. Calling it again is fine.
   */
  void stop() throws InterruptedException {
    stopRequested = true;
    launcher.close();
    synchronized (running) {
      if (running.isEmpty()) {
        return;
      }
      board.phase(Phase.STOPPING);
      for (var program : running.reversed()) {
        var start = System.nanoTime();
        program.stop();
        progress.done(program.name() + " stopped", Duration.ofNanos(System.nanoTime() - start), "");
      }
      running.clear();
      board.phase(Phase.STOPPED);
    }
  }

  private static String checkJava() {
    var version = Runtime.version();
    if (version.feature() < OLDEST_JAVA) {
      throw new Failure(
          "Java %d is too old; install a JDK of version %d or later and set JAVA_HOME"
              .formatted(version.feature(), OLDEST_JAVA),
          Failure.USAGE,
          null);
    }
    return version + " in " + System.getProperty("java.home");
  }

  private EmbeddedDatabase startDatabase() throws Exception {
    var start = System.nanoTime();
    var database = EmbeddedDatabase.prepare(home, ports.offset(), progress::say);
    var program =
        keep(
            new Program(
                "database",
                database.launch(),
                "tcp:" + database.port(),
                database::ready,
                "",
                DATABASE_START,
                DATABASE_STOP));
    await(List.of(program), DATABASE_START);
    database.createRoleAndDatabase();
    progress.done(
        "database",
        Duration.ofNanos(System.nanoTime() - start),
        "PostgreSQL on 127.0.0.1:" + database.port());
    return database;
  }

  private static String migrate(EmbeddedDatabase database) throws SQLException {
    var outcomes =
        new SchemaMigrations()
            .migrate(database.jdbcUrl(), EmbeddedDatabase.USER, database.password());
    database.letReportsIn();
    return outcomes.stream()
        .map(
            outcome ->
                outcome.schema()
                    + (outcome.version().isEmpty() ? "" : " V" + outcome.version())
                    + (outcome.applied() == 0 ? "" : " (" + outcome.applied() + " applied)"))
        .collect(Collectors.joining(", "));
  }

  private void startServers(EmbeddedDatabase database) throws Exception {
    var servers =
        PlatformServer.all(
            ports,
            new PlatformServer.Database(
                "127.0.0.1",
                database.port(),
                EmbeddedDatabase.NAME,
                EmbeddedDatabase.USER,
                database.password()),
            checkout);
    progress.step(
        "server configuration",
        () -> {
          int copied = new LibertyLayout(checkout, home).update(servers);
          return copied == 0 ? "up to date" : copied + " files copied";
        });
    progress.say("  starting router, coordinator and worker ...");
    List<KeptRunning> started = new ArrayList<>();
    // Listed in the order of their stop. The worker comes last: it needs the others to register,
    // and
    // two cores start two servers as fast as three.
    for (var server : servers.reversed()) {
      if (server.equals(servers.getFirst())) {
        await(started, SERVER_START);
      }
      started.add(keep(program(server)));
    }
    await(started, SERVER_START);
  }

  private Program program(PlatformServer server) {
    return new Program(
        server.name(),
        server.launch(home, checkout),
        server.readiness().toString(),
        () -> probe.up(server.readiness()),
        APPLICATION_FAILED,
        SERVER_START,
        SERVER_STOP);
  }

  private KeptRunning keep(Program program) {
    var kept = new KeptRunning(program, launcher, board, progress);
    synchronized (running) {
      if (stopRequested) {
        throw new Failure("stopped before everything was started");
      }
      running.add(kept);
      kept.start();
    }
    if (!program.name().equals("database")) {
      var unused =
          kept.firstReady()
              .thenAccept(
                  elapsed -> progress.done(program.name(), elapsed, "ready, " + program.check()));
    }
    return kept;
  }

  /** Waits until all are ready; the first failure ends the wait. */
  private static void await(List<KeptRunning> programs, Duration deadline)
      throws InterruptedException {
    var all =
        CompletableFuture.allOf(
            programs.stream().map(KeptRunning::firstReady).toArray(CompletableFuture[]::new));
    var firstFailure = new CompletableFuture<Void>();
    for (var program : programs) {
      var unused =
          program
              .firstReady()
              .whenComplete(
                  (elapsed, error) -> {
                    if (error != null) {
                      firstFailure.completeExceptionally(error);
                    }
                  });
    }
    try {
      CompletableFuture.anyOf(all, firstFailure)
          .get(deadline.plusSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof Failure failure
          ? failure
          : new Failure(Failure.describe(cause), cause);
    } catch (TimeoutException e) {
      throw new Failure("not ready after " + deadline.toSeconds() + " s", e);
    }
  }

  private void awaitFirstService() throws InterruptedException, IOException {
    var start = System.nanoTime();
    var router = URI.create("http://127.0.0.1:" + ports.router() + "/");
    if (Wait.until(
        FIRST_SERVICE, SERVICE_POLL, () -> stopRequested || probe.routable(router, SERVICE))) {
      progress.done(
          "first service",
          Duration.ofNanos(System.nanoTime() - start),
          SERVICE + " can be called through the router");
    } else {
      progress.say(
          "  warning: no worker offers %s after %d s; calls to it answer 503 until one does (see ./rma logs worker)"
              .formatted(SERVICE, FIRST_SERVICE.toSeconds()));
    }
  }

  private Map<String, String> addresses(EmbeddedDatabase database) {
    Map<String, String> addresses = new LinkedHashMap<>();
    var localhost = "http://localhost:";
    addresses.put("application API", localhost + ports.router() + "/service/{service}/{path}");
    addresses.put("first page", localhost + ports.router() + "/");
    addresses.put("OpenAPI", localhost + ports.routerManagement() + "/openapi/ui");
    addresses.put("health", localhost + ports.routerManagement() + "/health");
    addresses.put("coordinator", localhost + ports.coordinator() + "/health");
    addresses.put("worker", localhost + ports.worker() + "/health");
    addresses.put(
        "database",
        database.jdbcUrl()
            + "  user "
            + EmbeddedDatabase.USER
            + ", password in "
            + home.secrets().resolve("rma-password"));
    addresses.put(
        "reports",
        "the same as user "
            + EmbeddedDatabase.REPORT_USER
            + ", password in "
            + home.secrets().resolve("rma_report-password"));
    return addresses;
  }
}
