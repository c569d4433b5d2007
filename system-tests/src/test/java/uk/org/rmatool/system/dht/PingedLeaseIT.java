package uk.org.rmatool.system.dht;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.CountingProxy;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;
import uk.org.rmatool.system.rig.UdpCable;

/** A worker that pings its coordinator's DHT node every three seconds instead of thirty. */
@ExtendWith(SharedPlatform.class)
class PingedLeaseIT {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /** A ping that is lost or late is made good by a heartbeat, and the five are counted anew. */
  private static final Duration UNDISTURBED = Duration.ofMinutes(3);

  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final Duration LEASE = INTERVAL.multipliedBy(3);
  private static final String HOST = "127.0.0.2";

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void pingsKeepAWorkerAndHeartbeatsDoWhenPingsCannot(Platform platform) throws Exception {
    var udp = FreePorts.udp();
    var cable = new UdpCable(HOST, udp);
    open.add(cable);
    var coordinator = coordinator(platform, udp);
    var proxy = new CountingProxy(coordinator.http());
    open.add(proxy);
    var worker = worker(proxy);
    var id = id(worker);

    awaitPings(coordinator, proxy);
    awaitPing(coordinator, id);
    assertThat(standing(coordinator, id).getString("state")).isEqualTo("serving");

    var heartbeats = heartbeats(proxy);
    cable.cut(true);
    Await.until("heartbeats come instead", DEADLINE, () -> heartbeats(proxy) >= heartbeats + 3);
    cable.cut(false);
    awaitPings(coordinator, proxy);
    assertThat(transitions(coordinator, id))
        .contains("renewed_by_ping", "renewed_by_heartbeat")
        .doesNotContain("degraded", "expired");

    coordinator.kill();
    coordinator.restart();
    awaitPings(coordinator, proxy);
    assertThat(transitions(coordinator, id)).doesNotContain("expired");

    awaitPing(coordinator, id); // a heartbeat's lease is longer where the coordinator is busy
    worker.kill();
    var killed = Instant.now();
    Await.until(
        "the worker is not counted on any more",
        DEADLINE,
        () -> standing(coordinator, id).getString("state").equals("degraded"));
    assertThat(Duration.between(killed, Instant.now()))
        .isLessThan(LEASE.plusSeconds(5))
        .isGreaterThan(LEASE.minus(INTERVAL.multipliedBy(2)));
  }

  /** Pings renew, and while five do no heartbeat comes. */
  private static void awaitPings(Server coordinator, CountingProxy proxy) {
    Await.until(
        "pings alone renew the lease",
        UNDISTURBED,
        () -> {
          var heartbeats = heartbeats(proxy);
          var before = renewed(coordinator);
          Await.until("some more", DEADLINE, () -> renewed(coordinator) >= before + 5);
          return heartbeats(proxy) == heartbeats;
        });
  }

  /** Returns right after a ping that renewed the lease. */
  private static void awaitPing(Server coordinator, String id) {
    var before = renewed(coordinator);
    Await.until(
        "it is renewed by a ping",
        DEADLINE,
        () ->
            renewed(coordinator) > before
                && standing(coordinator, id)
                    .getString("why")
                    .endsWith("by a ping of its DHT node"));
  }

  private Server coordinator(Platform platform, int udp) throws Exception {
    var port = FreePorts.port();
    var settings = new HashMap<>(Server.Database.create(platform, "pinged").settings());
    settings.put("COORDINATOR_PUBLIC_URL", "http://" + HOST + ":" + port);
    settings.put("DHT_HOST", "127.0.0.1");
    settings.put("DHT_PORT", Integer.toString(udp));
    settings.put("WORKER_HEARTBEAT_INTERVAL", INTERVAL.toString());
    var server = Server.start("coordinator", "pinged-coordinator", port, settings);
    open.add(server);
    return server.awaitReady();
  }

  private Server worker(CountingProxy proxy) throws Exception {
    var udp = Integer.toString(FreePorts.udp());
    var server =
        Server.worker("pinged", proxy.url(), Map.of("DHT_HOST", "127.0.0.1", "DHT_PORT", udp));
    open.add(server);
    return server.awaitReady();
  }

  private static String id(Server worker) {
    return worker.http().get("/health").object().getString("worker_id");
  }

  private static int heartbeats(CountingProxy proxy) {
    return proxy.calls("/api/worker/heartbeat");
  }

  private static long renewed(Server coordinator) {
    return coordinator
        .http()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("rma_lease_pings_total{outcome=\"renewed\"}"))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ')))))
        .findFirst()
        .orElse(0);
  }

  private static JsonObject standing(Server coordinator, String id) {
    return coordinator.http().get("/api/admin/workers/" + id).object();
  }

  private static List<String> transitions(Server coordinator, String id) {
    return coordinator
        .http()
        .get("/api/admin/workers/" + id + "/history")
        .object()
        .getJsonArray("events")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(event -> event.getString("transition"))
        .toList();
  }
}
