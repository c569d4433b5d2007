package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** An operator has a worker measure its machine again, and sees what it measured. */
@ExtendWith(SharedPlatform.class)
class MeasuredAgainIT {
  /** A minute since the last time, calls of other tests that end, heartbeats. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @Test
  void whatAWorkerMeasuresWhenItIsAskedToIsSeenAtTheRouter(Platform platform) throws SQLException {
    Await.until(
        "a worker of ours is there", Duration.ofMinutes(2), () -> measuring(platform).isPresent());
    var before = measuring(platform).orElseThrow();
    var id = before.getString("worker_id");
    var path = "/api/admin/workers/" + id;
    var asked =
        platform
            .router()
            .send(
                "PATCH",
                path + "/intent",
                "{\"benchmark\":true}",
                "Content-Type",
                "application/json");
    assertThat(asked.status()).as("%s", asked).isEqualTo(200);
    assertThat(asked.object().getJsonNumber("benchmark_asked_at").longValue())
        .isEqualTo(asked.object().getJsonNumber("changed_at").longValue());

    assertThat(kept(platform, id))
        .as("a router that starts again knows it")
        .isEqualTo(asked.object().getJsonNumber("benchmark_asked_at").longValue());

    Await.until(
        "it has measured again",
        PATIENCE,
        () -> !at(platform.router().get(path).object()).equals(at(before)));

    var now = platform.router().get(path).object();
    assertThat(now.getString("state")).isEqualTo("serving");
    var capabilities = now.getJsonObject("capabilities");
    assertThat(capabilities.getJsonObject("measured"))
        .containsKeys("cpu_bytes_per_second", "memory_bytes_per_second");
    assertThat(capabilities.getInt("cpu_cores"))
        .isEqualTo(before.getJsonObject("capabilities").getInt("cpu_cores"));
    Await.until(
        "its history tells of it",
        Duration.ofSeconds(30),
        () -> {
          var events = platform.router().get(path + "/history").text();
          return events.contains("asked to measure again by") && events.contains("measured anew");
        });
    assertThat(platform.rma("why", id, "--router", platform.router().base().toString()).text())
        .contains("measured ", " MB/s; memory ");
  }

  @Test
  void coordinatorsDoNotMeasure(Platform platform) {
    var coordinators = platform.router().get("/api/admin/coordinators?limit=1").object();
    var id = coordinators.getJsonArray("coordinators").getJsonObject(0).getString("worker_id");
    var refused =
        platform
            .router()
            .send(
                "PATCH",
                "/api/admin/coordinators/" + id + "/intent",
                "{\"benchmark\":true}",
                "Content-Type",
                "application/json");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.object().getString("detail")).contains("is not for coordinators");
  }

  private static long kept(Platform platform, String id) throws SQLException {
    try (var connection = platform.database();
        var query =
            connection.prepareStatement(
                "select benchmark_asked_at from router.intent where subject_id = ?")) {
      query.setString(1, id);
      try (var row = query.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getTimestamp(1).getTime();
      }
    }
  }

  /** The one that the platform itself runs: it has been measured. */
  private static Optional<JsonObject> measuring(Platform platform) {
    return platform
        .router()
        .get("/api/admin/workers")
        .object()
        .getJsonArray("workers")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(worker -> worker.getJsonObject("capabilities").containsKey("measured"))
        .findFirst();
  }

  private static String at(JsonObject worker) {
    return worker.getJsonObject("capabilities").getJsonObject("measured").getString("measured_at");
  }
}
