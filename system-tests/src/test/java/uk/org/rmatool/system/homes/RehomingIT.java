package uk.org.rmatool.system.homes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.BreakablePlatform;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Server;

/** Deployed workers register once and then only send heartbeats; the router finds them a home. */
@ExtendWith(BreakablePlatform.class)
class RehomingIT {
  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void aWorkerThatItsCoordinatorForgotIsBroughtBackByItsHeartbeat(Platform platform) {
    var worker = register(platform.router());
    assertThat(platform.coordinator().delete("/api/worker/unregister/" + worker).status())
        .isEqualTo(200);
    assertThat(Fleet.worker(platform.coordinator(), worker)).isEmpty();

    assertThat(Fleet.heartbeat(platform.router(), worker).status()).isEqualTo(200);

    assertThat(Fleet.worker(platform.coordinator(), worker)).isPresent();
  }

  @Test
  void aWorkerThatLeftIsNotBroughtBack(Platform platform) {
    var worker = register(platform.router());
    assertThat(platform.router().delete("/api/worker/unregister/" + worker).status())
        .isEqualTo(200);
    assertThat(Fleet.heartbeat(platform.router(), worker).status()).isEqualTo(404);
    assertThat(Fleet.worker(platform.coordinator(), worker)).isEmpty();
  }

  @Test
  void aLostCoordinatorsWorkersMoveAndItLetsThemGoWhenItComesBack(Platform platform)
      throws Exception {
    try (var second = secondCoordinator(platform)) {
      var all = new ArrayList<String>();
      for (int i = 0; i < 8; i++) {
        all.add(register(platform.router()));
      }
      var moving = all.stream().filter(w -> Fleet.worker(second.http(), w).isPresent()).toList();
      assertThat(moving).as("the least busy coordinator is used").isNotEmpty();
      assertThat(epochs(second.http(), moving)).containsOnly(1);

      second.kill();
      for (var worker : moving) {
        var beat = Fleet.heartbeat(platform.router(), worker);
        assertThat(beat.status()).as("heartbeat of %s: %s", worker, beat).isEqualTo(200);
      }
      assertThat(epochs(platform.coordinator(), moving)).hasSize(moving.size()).containsOnly(2);
      assertThat(platform.router().get("/api/admin/coordinators").text()).contains("suspect");

      second.restart();
      Await.until(
          "the one that comes back lets them go",
          SOON,
          () -> moving.stream().noneMatch(w -> Fleet.worker(second.http(), w).isPresent()));
      for (var worker : moving) {
        assertThat(Fleet.heartbeat(platform.router(), worker).status()).isEqualTo(200);
      }
      assertThat(epochs(platform.coordinator(), moving)).hasSize(moving.size()).containsOnly(2);
      assertThat(moves(platform, moving.getFirst())).containsExactly("rehomed");
    }
  }

  private static Server secondCoordinator(Platform platform) throws Exception {
    var name = "region_" + UUID.randomUUID().toString().substring(0, 8);
    var server =
        Server.start(
                "coordinator",
                "second-coordinator",
                Server.Database.create(platform, name),
                Map.of(
                    "ROUTER_URL", platform.router().base().toString(),
                    "COORDINATOR_NAME", "second",
                    "LOCATION", "second",
                    "ROUTER_HEARTBEAT_INTERVAL", "PT5S"))
            .awaitReady();
    Await.until(
        "the router knows the second coordinator",
        SOON,
        () ->
            Fleet.coordinators(platform.router()).stream()
                .anyMatch(id -> id.startsWith("second-")));
    return server;
  }

  private static String register(Http router) {
    var id = "homed-" + UUID.randomUUID();
    FakeWorker.join(router, FakeWorker.registration(id, id, SOMEWHERE));
    return id;
  }

  private static List<Integer> epochs(Http coordinator, List<String> workers) {
    return workers.stream()
        .flatMap(worker -> Fleet.worker(coordinator, worker).stream())
        .map(worker -> worker.getInt("home_epoch"))
        .toList();
  }

  private static List<String> moves(Platform platform, String worker) throws Exception {
    var transitions = new ArrayList<String>();
    try (var connection = platform.database();
        var query =
            connection.prepareStatement(
                "select transition from router.router_event where subject_id = ? and told_by is"
                    + " null order by event_id")) {
      query.setString(1, worker);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          transitions.add(rows.getString(1));
        }
      }
    }
    return transitions;
  }
}
