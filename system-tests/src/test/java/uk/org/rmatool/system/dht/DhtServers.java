package uk.org.rmatool.system.dht;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;

/** Coordinators without a router, and workers, each with a DHT node on the loopback address. */
final class DhtServers implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private final List<Server> servers = new ArrayList<>();

  /**
   * One that is ready.
   *
   * @param platform has the PostgreSQL that it uses
   */
  Server coordinator(Platform platform, String name, int udp, Map<String, String> more)
      throws Exception {
    var settings = new HashMap<>(more);
    settings.put("DHT_PORT", Integer.toString(udp));
    var database = Server.Database.create(platform, "dht_" + name);
    return added(Server.start("coordinator", "dht-coordinator-" + name, database, settings));
  }

  /** One that is ready, with services only where the settings say so. */
  Server worker(String name, Server coordinator, Map<String, String> more) throws Exception {
    var settings = new HashMap<>(more);
    settings.put("DHT_PORT", Integer.toString(FreePorts.udp()));
    return added(Server.worker(name, coordinator.http().base(), settings));
  }

  private Server added(Server server) {
    servers.add(server);
    return server.awaitReady();
  }

  /**
   * What a worker's readiness tells of its node: its <code>reach</code>, its <code>peers</code>.
   */
  static JsonObject node(Server worker) {
    return worker
        .management()
        .get("/health/ready")
        .check("dht")
        .map(check -> check.getJsonObject("data"))
        .orElse(JsonObject.EMPTY_JSON_OBJECT);
  }

  /** How a worker found other workers. */
  static JsonObject routing(Server worker) {
    return worker.http().get("/stats").object().getJsonObject("routing");
  }

  @Override
  public void close() {
    servers.reversed().forEach(Server::close);
  }
}
