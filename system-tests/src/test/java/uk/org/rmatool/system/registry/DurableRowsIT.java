package uk.org.rmatool.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Fleet;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/**
 * Every registration is a row before it is acknowledged, and everything that happened stays one.
 */
@ExtendWith(SharedPlatform.class)
class DurableRowsIT {
  private static final URI SOMEWHERE = URI.create("http://127.0.0.1:9");

  private Connection database;

  @BeforeEach
  void connect(Platform platform) throws SQLException {
    database = platform.database();
  }

  @AfterEach
  void disconnect() throws SQLException {
    database.close();
  }

  @Test
  void aWorkerIsARowAtOnceAndItsWholeLifeIsKept(Platform platform) throws SQLException {
    var id = "row-" + UUID.randomUUID();
    register(platform, id);

    var row = row("select * from coordinator.worker where worker_id = ?", id);
    assertThat(row)
        .containsEntry("tunnel_url", SOMEWHERE.toString())
        .containsEntry("worker_type", "edge")
        .containsEntry("home_epoch", 1L);
    assertThat(row.get("capabilities").toString()).contains("\"worker_type\":\"edge\"");
    assertThat(row("select * from router.home where worker_id = ?", id))
        .containsEntry("home_epoch", 1L)
        .containsEntry("tunnel_url", SOMEWHERE.toString());
    register(platform, id);
    assertThat(platform.router().delete("/api/worker/unregister/" + id).status()).isEqualTo(200);

    assertThat(rows("select * from coordinator.worker where worker_id = ?", id)).isEmpty();
    assertThat(rows("select * from router.home where worker_id = ?", id)).isEmpty();
    assertThat(
            column(
                "select transition from coordinator.worker_event where worker_id = ? order by"
                    + " event_id",
                id))
        .containsExactly("registered", "reregistered", "deregistered");
    assertThat(
            column(
                "select transition from report.events where subject_id = ? order by at, event_id",
                id))
        .as("each once, whether the router has been told yet or not")
        .containsExactly("registered", "reregistered", "deregistered");
    assertThat(
            column(
                "select reason from coordinator.worker_event where worker_id = ? order by event_id",
                id))
        .allSatisfy(reason -> assertThat(reason).isNotBlank());
  }

  @Test
  void aCoordinatorIsARowAtOnceAndItsWholeLifeIsKept(Platform platform) throws Exception {
    var id = "edge-row-" + UUID.randomUUID();
    try (var answering = new FakeWorker()) { // nobody suspects it
      var url = answering.url().toString();
      var body =
          Json.createObjectBuilder()
              .add("worker_id", id)
              .add("tunnel_url", url)
              .add(
                  "capabilities",
                  Json.createObjectBuilder().add("location", "row").add("dht_port", 8469))
              .build();
      assertThat(platform.router().post("/api/edge/register", body).status()).isEqualTo(200);

      assertThat(row("select * from router.coordinator where coordinator_id = ?", id))
          .containsEntry("tunnel_url", url)
          .containsEntry("location", "row")
          .containsEntry("dht_port", 8469);
      assertThat(platform.router().delete("/api/edge/" + id).status()).isEqualTo(200);
    }
    assertThat(rows("select * from router.coordinator where coordinator_id = ?", id)).isEmpty();
    assertThat(
            column(
                "select transition from router.router_event where subject_id = ? order by event_id",
                id))
        .containsExactly("registered", "deregistered");
  }

  @Test
  void aHeartbeatIsWrittenWithinTheSecond(Platform platform) throws Exception {
    var id = "row-" + UUID.randomUUID();
    register(platform, id);
    var registered = row("select last_seen from coordinator.worker_lease where worker_id = ?", id);
    assertThat(Fleet.heartbeat(platform.router(), id).status()).isEqualTo(200);
    Await.until(
        "the renewal is in the database",
        Duration.ofSeconds(5),
        () ->
            !row("select last_seen from coordinator.worker_lease where worker_id = ?", id)
                .equals(registered));
    assertThat(platform.router().delete("/api/worker/unregister/" + id).status()).isEqualTo(200);
  }

  @Test
  void reportsShowCurrentAndPastRegistrations(Platform platform) throws SQLException {
    var stays = "report-" + UUID.randomUUID();
    var left = "report-" + UUID.randomUUID();
    register(platform, stays);
    register(platform, left);
    assertThat(platform.router().delete("/api/worker/unregister/" + left).status()).isEqualTo(200);

    var worker = row("select * from report.workers where worker_id = ?", stays);
    assertThat(worker)
        .containsEntry("state", "live")
        .containsEntry("worker_type", "edge")
        .containsEntry("own_program", false);
    assertThat(Fleet.coordinators(platform.router()))
        .contains((String) worker.get("coordinator_id"));
    assertThat(column("select service from report.worker_services where worker_id = ?", stays))
        .contains("edge-proxy");
    assertThat(row("select * from report.worker_registrations where worker_id = ?", stays))
        .containsEntry("ended_at", null);
    assertThat(row("select * from report.worker_registrations where worker_id = ?", left))
        .containsEntry("ended_by", "deregistered");
    assertThat(rows("select * from report.workers where worker_id = ?", left)).isEmpty();
    var coordinator =
        row(
            "select state, location from report.coordinators where coordinator_id = ?",
            (String) worker.get("coordinator_id"));
    assertThat(coordinator).containsEntry("state", "live").containsEntry("location", "local");
    assertThat(platform.router().delete("/api/worker/unregister/" + stays).status()).isEqualTo(200);
  }

  @Test
  void whoReportsMayReadTheViewsAndNothingElse(Platform platform) throws SQLException {
    try (var report = platform.database("rma_report");
        var statement = report.createStatement()) {
      statement.executeQuery("select count(*) from report.workers").close();
      statement.executeQuery("select count(*) from report.events").close();
      for (var table : List.of("coordinator.worker", "router.coordinator", "router.home")) {
        assertThatThrownBy(() -> statement.executeQuery("select count(*) from " + table))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("permission denied");
      }
      statement.execute("set default_transaction_read_only = off");
      assertThatThrownBy(() -> statement.execute("delete from report.coordinators"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  private static void register(Platform platform, String id) {
    FakeWorker.join(platform.router(), FakeWorker.registration(id, id, SOMEWHERE));
  }

  private Map<String, Object> row(String query, String id) throws SQLException {
    var rows = rows(query, id);
    assertThat(rows).as(query).hasSize(1);
    return rows.getFirst();
  }

  private List<String> column(String query, String id) throws SQLException {
    return rows(query, id).stream().map(row -> (String) row.values().iterator().next()).toList();
  }

  private List<Map<String, Object>> rows(String query, String id) throws SQLException {
    var found = new ArrayList<Map<String, Object>>();
    try (var statement = database.prepareStatement(query)) {
      statement.setString(1, id);
      try (var rows = statement.executeQuery()) {
        var columns = rows.getMetaData();
        while (rows.next()) {
          var row = new LinkedHashMap<String, Object>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnName(i), rows.getObject(i));
          }
          found.add(row);
        }
      }
    }
    return found;
  }
}
