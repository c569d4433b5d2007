package uk.org.rmatool.cli.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.HomeLock;
import uk.org.rmatool.cli.home.PlaceOptions;
import uk.org.rmatool.cli.up.OwnClasses;

/** {@code rma edge}. */
@Command(
    name = "edge",
    description =
        "Run one service of an edge machine in the foreground: a coordinator, an edge-proxy or a"
            + " load-balancer. Edge workers do that by themselves.",
    footer = {
      "",
      "A coordinator keeps a PostgreSQL of its own, unless EDGE_DATABASE_URL names one, as",
      "postgresql://user:password@host:port/name."
    })
public final class EdgeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SERVICE", description = "coordinator, edge-proxy or load-balancer")
  String service = "";

  @Mixin PlaceOptions place = new PlaceOptions();

  @Option(
      names = "--router",
      paramLabel = "URL",
      required = true,
      description = "the router that it belongs to")
  String router = "";

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "what it keeps, its key and database (default: edge/SERVICE in --home)")
  String data = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      description =
          "where it listens (default: coordinator 8080, edge-proxy 8787, load-balancer 8090)")
  int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "the address that it listens at (default: all)")
  String bind = "0.0.0.0";

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "where others reach it (default: http://HOST:PORT)")
  String publicUrl = "";

  @Option(
      names = "--public-host",
      paramLabel = "HOST",
      defaultValue = "localhost",
      description = "the host of that address (default: localhost)")
  String publicHost = "localhost";

  @Option(
      names = "--location",
      paramLabel = "NAME",
      defaultValue = "edge",
      description = "a coordinator's region (default: edge)")
  String location = "edge";

  @Option(names = "--database", hidden = true, defaultValue = "${env:EDGE_DATABASE_URL:-}")
  String database = "";

  @Option(
      names = "--exit-with-parent",
      description = "end when the standard input ends, as it does when the parent is gone")
  boolean exitWithParent;

  @Override
  public Integer call() throws Exception {
    var role = Role.of(service);
    var home =
        data.isEmpty()
            ? new Home(place.home().folder().resolve("edge").resolve(role.service()))
            : new Home(Path.of(data));
    place.checkout().requireBuilt(role.server());
    home.prepare();
    var lock = HomeLock.take(home).orElseThrow(() -> inUse(home));
    try {
      return run(new EdgeNode(settings(role), place.checkout(), home, progress()));
    } finally {
      lock.close();
    }
  }

  private EdgeNode.Settings settings(Role role) {
    var listening = port == 0 ? role.port() : port;
    var address =
        publicUrl.isBlank() ? "http://%s:%d".formatted(publicHost, listening) : publicUrl.strip();
    return new EdgeNode.Settings(
        role, router, bind, listening, address, location, database.strip(), exitWithParent);
  }

  private int run(EdgeNode node) throws Exception {
    OwnClasses.load();
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, stopped), "stop"));
    if (exitWithParent) {
      Thread.ofPlatform().daemon().name("parent watch").start(EdgeCommand::endWithInput);
    }
    try {
      node.start();
      throw new Failure(node.awaitEnd());
    } catch (Exception e) {
      if (node.stopRequested()) {
        stopped.await();
        return 0;
      }
      throw e;
    } finally {
      node.stop();
    }
  }

  private static void stop(EdgeNode node, CountDownLatch stopped) {
    try {
      node.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // nothing is said there
      }
    } catch (IOException e) {
      // it is gone all the same
    }
    System.exit(0); // runs the shutdown hook, as a signal does
  }

  private static Progress progress() {
    return new Progress(List.of(System.out));
  }

  private static Failure inUse(Home home) {
    return new Failure(
        "another process uses "
            + home.folder()
            + "; stop that one, or name another folder with --data");
  }
}
