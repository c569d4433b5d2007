package uk.org.rmatool.system.restart;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.BreakablePlatform;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;

/** {@code kill -9} of any one process loses no acknowledged registration. */
@ExtendWith(BreakablePlatform.class)
class RestartIT {
  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration GONE = Duration.ofSeconds(10);

  @Test
  void aKilledCoordinatorRemembersWhoRegisteredAndWhoLeft(Platform platform) {
    var stays = register(platform);
    var leaves = register(platform);
    var direct = "direct-" + UUID.randomUUID();
    FakeWorker.join(platform.coordinator(), FakeWorker.registration(direct, direct, SOMEWHERE));
    assertThat(platform.router().delete("/api/worker/unregister/" + leaves).status())
        .isEqualTo(200);
    var last = register(platform);

    platform.killAndAwaitRestart("coordinator");

    assertThat(Fleet.workers(platform.coordinator()))
        .contains(stays, direct, last)
        .doesNotContain(leaves);
    assertThat(Fleet.heartbeat(platform.coordinator(), leaves).status()).isEqualTo(404);
    Await.until(
        "the router trusts it again",
        SOON,
        () -> Fleet.heartbeat(platform.router(), last).status() == 200);
  }

  @Test
  void aKilledRouterRemembersItsCoordinatorsAndEveryonesHome(Platform platform) {
    var worker = register(platform);
    var coordinator = "manual-" + UUID.randomUUID();
    registerCoordinator(platform, coordinator);
    var left = "left-" + UUID.randomUUID();
    registerCoordinator(platform, left);
    assertThat(platform.router().delete("/api/edge/" + left).status()).isEqualTo(200);

    platform.killAndAwaitRestart("router");

    assertThat(Fleet.coordinators(platform.router())).contains(coordinator).doesNotContain(left);
    assertThat(Fleet.heartbeat(platform.router(), worker).status()).isEqualTo(200);
    var epoch = Fleet.worker(platform.coordinator(), worker).orElseThrow().getInt("home_epoch");
    assertThat(epoch).as("it has not moved").isEqualTo(1);
    assertThat(platform.router().delete("/api/edge/" + coordinator).status()).isEqualTo(200);
  }

  @Test
  void aKilledDatabaseHasEveryRegistrationThatWasAcknowledged(Platform platform) throws Exception {
    var acknowledged = Collections.synchronizedList(new ArrayList<String>());
    var stop = new AtomicBoolean();
    var registering =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    var id = "load-" + UUID.randomUUID();
                    var body = FakeWorker.registration(id, id, SOMEWHERE);
                    if (platform.coordinator().post("/api/worker/register", body).status() == 200) {
                      acknowledged.add(id);
                    }
                  }
                });
    Await.until("registrations go on", SOON, () -> acknowledged.size() > 20);
    var before = platform.pid("database");
    var atTheKill = acknowledged.size();
    Processes.kill(before);
    platform.awaitRestart("database", before);
    Await.until("registrations go on", SOON, () -> acknowledged.size() > atTheKill + 20);
    stop.set(true);
    registering.join();

    assertThat(rows(platform)).containsAll(acknowledged);
    platform.killAndAwaitRestart("coordinator");
    assertThat(Fleet.workers(platform.coordinator())).containsAll(acknowledged);
    for (var id : acknowledged) {
      assertThat(platform.coordinator().delete("/api/worker/unregister/" + id).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aKilledWorkerLeavesNoServiceBehindAndComesBack(Platform platform) throws IOException {
    var pid = platform.pid("worker");
    var children = Processes.family(pid);
    assertThat(Processes.of(platform.home()))
        .as("it runs a service")
        .anyMatch(line -> line.contains("rma-documents.jar"));
    assertThat(children).hasSizeGreaterThan(1);

    Processes.kill(pid);

    Await.until("its services are gone", GONE, () -> Processes.alive(children).isEmpty());
    platform.awaitRestart("worker", pid);
    platform.awaitWhole();
  }

  @Test
  void downLeavesNoProcessAndUpKnowsWhoWasThere(Platform platform) throws IOException {
    platform
        .router()
        .post(
            "/api/edge/register",
            "{\"worker_id\":\"test\",\"tunnel_url\":\"https://edge-1.example.org\",\"capabilities\":{\"location\":\"test\"}}");
    var worker = register(platform);

    assertThat(Processes.of(platform.home())).as("what is looked for").hasSizeGreaterThan(4);
    platform.down();

    assertThat(Processes.of(platform.home())).as("processes of this home").isEmpty();
    assertThat(platform.rma("status").status()).isEqualTo(3);
    platform.up();
    platform.awaitWhole();
    var test = Fleet.coordinator(platform.router(), "test").orElseThrow();
    assertThat(test.getString("location")).isEqualTo("test");
    assertThat(test.getString("tunnel_url")).isEqualTo("https://edge-1.example.org");
    assertThat(Fleet.workers(platform.coordinator())).contains(worker);
    assertThat(platform.router().delete("/api/edge/test").status()).isEqualTo(200);
  }

  private static String register(Platform platform) {
    var id = "kept-" + UUID.randomUUID();
    FakeWorker.join(platform.router(), FakeWorker.registration(id, id, SOMEWHERE));
    return id;
  }

  /** One that nobody answers for; its lease counts all the same. */
  private static void registerCoordinator(Platform platform, String id) {
    var body =
        Json.createObjectBuilder()
            .add("worker_id", id)
            .add("tunnel_url", SOMEWHERE.toString())
            .build();
    assertThat(platform.router().post("/api/edge/register", body).status()).isEqualTo(200);
  }

  private static List<String> rows(Platform platform) throws Exception {
    var ids = new ArrayList<String>();
    try (var connection = platform.database();
        var query = connection.prepareStatement("select worker_id from coordinator.worker");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}
