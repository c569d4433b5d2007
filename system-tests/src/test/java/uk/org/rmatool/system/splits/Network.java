package uk.org.rmatool.system.splits;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.system.rig.Cable;
import uk.org.rmatool.system.rig.Checkout;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;

/**
 * A router, two coordinators with databases of their own, and a worker of ours that came through
 * the router, with a {@link Cable} between each two that talk.
 */
final class Network implements AutoCloseable {
  private static final String INTERVAL = "PT3S";

  private final Server router;
  private final Server worker;
  private final Site east;
  private final Site west;
  private final Cable routerToDatabase;
  private final Cable workerToRouter;
  private final Cable coordinatorsToWorker;

  /** A coordinator and its cables. */
  record Site(Server server, Cable toRouter, Cable fromRouter, Cable toDatabase) {
    Http http() {
      return server.http();
    }

    /** What a router knows it by. */
    String url() {
      return fromRouter.url().toString();
    }
  }

  /** Starts all of it, with databases in the PostgreSQL of a platform. */
  Network(Platform platform) throws IOException, SQLException {
    var routerPort = FreePorts.port();
    var workerPort = FreePorts.port();
    var database = Server.Database.create(platform, "split_router");
    routerToDatabase = new Cable("127.0.0.2", database.port());
    router = Server.start("router", "split-router", routerPort, over(routerToDatabase, database));
    east = site(platform, "east", "127.0.0.3", routerPort);
    west = site(platform, "west", "127.0.0.4", routerPort);
    workerToRouter = new Cable("127.0.0.5", routerPort);
    coordinatorsToWorker = new Cable("127.0.0.5", workerPort);
    worker =
        Server.start(
            "worker",
            "split-worker",
            workerPort,
            Map.of(
                "HTTP_HOST",
                "127.0.0.1",
                "WORKER_NAME",
                "split",
                "COORDINATOR_URL",
                workerToRouter.url().toString(),
                "WORKER_PUBLIC_URL",
                coordinatorsToWorker.url().toString(),
                "HEARTBEAT_INTERVAL",
                INTERVAL,
                "SERVICES_HOME",
                Checkout.services().toString()));
    for (var server : List.of(router, east.server, west.server, worker)) {
      server.awaitReady();
    }
  }

  private static Site site(Platform platform, String name, String address, int routerPort)
      throws IOException, SQLException {
    var port = FreePorts.port();
    var database = Server.Database.create(platform, "split_" + name);
    var toDatabase = new Cable(address, database.port());
    var toRouter = new Cable(address, routerPort);
    var fromRouter = new Cable(address, port);
    var settings = over(toDatabase, database);
    settings.put("COORDINATOR_NAME", name);
    settings.put("LOCATION", name);
    settings.put("COORDINATOR_PUBLIC_URL", fromRouter.url().toString());
    settings.put("ROUTER_URL", toRouter.url().toString());
    settings.put("ROUTER_HEARTBEAT_INTERVAL", INTERVAL);
    settings.put("WORKER_HEARTBEAT_INTERVAL", INTERVAL);
    var server = Server.start("coordinator", "split-" + name, port, settings);
    return new Site(server, toRouter, fromRouter, toDatabase);
  }

  private static Map<String, String> over(Cable cable, Server.Database database) {
    var settings = new HashMap<>(database.settings());
    settings.put("DB_HOST", cable.host());
    settings.put("HTTP_HOST", "127.0.0.1");
    return settings;
  }

  Server router() {
    return router;
  }

  Site east() {
    return east;
  }

  Site west() {
    return west;
  }

  Site other(Site site) {
    return site == east ? west : east;
  }

  Cable routerToDatabase() {
    return routerToDatabase;
  }

  Cable workerToRouter() {
    return workerToRouter;
  }

  Cable coordinatorsToWorker() {
    return coordinatorsToWorker;
  }

  /** Makes every cable whole. */
  void heal() throws IOException {
    for (var cable : cables()) {
      cable.heal();
    }
  }

  private List<Cable> cables() {
    return List.of(
        routerToDatabase,
        workerToRouter,
        coordinatorsToWorker,
        east.toRouter,
        east.fromRouter,
        east.toDatabase,
        west.toRouter,
        west.fromRouter,
        west.toDatabase);
  }

  @Override
  public void close() throws IOException {
    heal();
    for (var server : List.of(worker, east.server, west.server, router)) {
      server.close();
    }
    for (var cable : cables()) {
      cable.close();
    }
  }
}
