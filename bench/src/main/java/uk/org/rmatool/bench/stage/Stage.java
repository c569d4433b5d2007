package uk.org.rmatool.bench.stage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.PortHolder;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Stopping;
import uk.org.rmatool.cli.process.Wait;
import uk.org.rmatool.cli.servers.HealthProbe;
import uk.org.rmatool.cli.servers.LibertyLayout;
import uk.org.rmatool.cli.servers.PlatformServer;

/**
 * What one measurement runs on: packaged servers on Open Liberty, each with a PostgreSQL, in a new
 * folder and on ports of their own. Closing it, or ending this program, ends everything.
 */
public final class Stage implements AutoCloseable {
  private static final int FIRST_PORT = 28_080;
  private static final int DATABASE_OFFSET = 7_000;
  private static final Duration SERVER_START = Duration.ofMinutes(2);
  private static final Duration PROGRAM_START = Duration.ofSeconds(10);
  private static final Duration PROGRAM_STOP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Checkout checkout;
  private final Path folder;
  private final Launcher launcher = new Launcher();
  private final HealthProbe probe = new HealthProbe();
  private final List<Server> servers = new ArrayList<>();
  private final List<Process> programs = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();
  private int nextPort = FIRST_PORT;

  /** Nothing runs yet. */
  public Stage(Path root) throws IOException {
    checkout = new Checkout(root);
    checkout.requireBuilt();
    folder = Files.createTempDirectory("rma-bench");
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeQuietly, "stage"));
  }

  /** Starts a coordinator that belongs to no router. */
  public Server coordinator(Map<String, String> settings) throws Exception {
    return coordinator("coordinator", settings);
  }

  /** Starts a coordinator. */
  public Server coordinator(String name, Map<String, String> settings) throws Exception {
    return coordinator(name, "127.0.0.1", settings);
  }

  /**
   * Starts a coordinator with something more in its server.
   *
   * @param more is given the server's folder before that is started
   */
  public Server coordinator(Map<String, String> settings, Consumer<Path> more) throws Exception {
    var port = freePort();
    return start(
        "coordinator",
        "coordinator",
        port,
        coordinator("coordinator", "127.0.0.1", port, settings),
        more);
  }

  /** Starts a coordinator that others reach by another address of this machine. */
  public Server coordinator(String name, String host, Map<String, String> settings)
      throws Exception {
    var port = freePort();
    return start("coordinator", name, port, coordinator(name, host, port, settings), folder -> {});
  }

  private static Map<String, String> coordinator(
      String name, String host, int port, Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("COORDINATOR_NAME", name);
    all.putIfAbsent("COORDINATOR_PUBLIC_URL", "http://" + host + ":" + port);
    all.put("LOCATION", name);
    return all;
  }

  /** Starts a router. */
  public Server router(Map<String, String> settings) throws Exception {
    return start("router", "router", freePort(), settings, folder -> {});
  }

  private Server start(
      String program, String name, int port, Map<String, String> settings, Consumer<Path> more)
      throws Exception {
    var home = new Home(folder.resolve(name));
    home.prepare();
    var database = new Database(home, DATABASE_OFFSET, launcher);
    databases.add(database);
    var environment = new HashMap<>(database.settings());
    environment.put("HTTP_HOST", "127.0.0.1");
    environment.put("MANAGEMENT_HOST", "127.0.0.1");
    environment.putAll(settings);
    var server = new PlatformServer(program, port, freePort(), environment);
    new LibertyLayout(checkout, home).update(List.of(server));
    more.accept(home.liberty().resolve("servers").resolve(program));
    var process = launcher.launch(server.launch(home, checkout));
    var started = new Server(process, home.log(program), port, database);
    servers.add(started);
    URI readiness = server.readiness();
    if (!Wait.until(SERVER_START, POLL, () -> !process.isAlive() || probe.up(readiness))
        || !process.isAlive()) {
      throw new Failure(
          "%s is not ready after %d s: %s"
              .formatted(name, SERVER_START.toSeconds(), Files.readString(home.log(program))));
    }
    return started;
  }

  /**
   * Starts another program, which listens at a port of the loopback address.
   *
   * @return its process id, when it accepts connections
   */
  public long program(String name, int port, List<String> command) throws Exception {
    var log = folder.resolve(name + ".log");
    var process =
        launcher.launch(new Launch(command, Map.of(), List.of(), folder, log, Signal.TERM));
    programs.add(process);
    if (!Wait.until(PROGRAM_START, POLL, () -> !process.isAlive() || !PortHolder.free(port))
        || !process.isAlive()) {
      throw new Failure(name + " has not started: " + Files.readString(log));
    }
    return process.pid();
  }

  /** A new folder that is deleted at the end. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** A port that nobody uses, another each time. */
  public int freePort() {
    while (!PortHolder.free(nextPort)) {
      nextPort++;
    }
    return nextPort++;
  }

  private void stopAll() throws InterruptedException {
    launcher.close();
    for (var server : servers.reversed()) {
      server.stop();
    }
    servers.clear();
    for (var program : programs) {
      Stopping.stop(ProcessIdentity.of(program.toHandle()), Signal.TERM, PROGRAM_STOP);
    }
    programs.clear();
    for (var database : databases) {
      database.stop();
    }
    databases.clear();
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("left behind in " + folder + ": " + e.getMessage());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      stopAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; servers may still run");
    }
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
