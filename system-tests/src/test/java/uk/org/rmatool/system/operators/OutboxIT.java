package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** What happens at a coordinator is in the router's history within seconds, and once. */
@ExtendWith(SharedPlatform.class)
class OutboxIT {
  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");
  private static final Duration SOON = Duration.ofSeconds(20);

  private static List<String> transitions(Platform platform, String from, String id)
      throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = platform.database();
        var query =
            connection.prepareStatement(
                "select transition from %s where subject_id = ? order by at, event_id"
                    .formatted(from))) {
      query.setString(1, id);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private static List<String> kept(Platform platform, String id) {
    try {
      return transitions(platform, "router.router_event", id);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkersLifeIsToldAndReportedOnce(Platform platform) throws SQLException {
    var id = "told-" + UUID.randomUUID();
    var life = List.of("registered", "reregistered", "deregistered");
    FakeWorker.join(platform.router(), FakeWorker.registration(id, id, SOMEWHERE));
    FakeWorker.join(platform.router(), FakeWorker.registration(id, id, SOMEWHERE));
    assertThat(platform.router().delete("/api/worker/unregister/" + id).status()).isEqualTo(200);
    assertThat(transitions(platform, "report.events", id)).isEqualTo(life);
    Await.until("the router knows it", SOON, () -> kept(platform, id).equals(life));
    assertThat(transitions(platform, "report.events", id)).isEqualTo(life);
    var history = platform.router().get("/api/admin/workers/" + id + "/history").object();
    assertThat(history.getJsonArray("events")).hasSize(3);
    assertThat(history.getString("state")).isEqualTo("gone");
  }

  @Test
  void oneThatRegisteredStraightAtTheCoordinatorIsKnownToo(Platform platform) {
    var id = "direct-" + UUID.randomUUID();
    FakeWorker.join(platform.coordinator(), FakeWorker.registration(id, id, SOMEWHERE));
    Await.until("the router knows it", SOON, () -> kept(platform, id).contains("registered"));
    platform.coordinator().delete("/api/worker/unregister/" + id);
    Await.until("it knows the rest", SOON, () -> kept(platform, id).contains("deregistered"));
  }
}
