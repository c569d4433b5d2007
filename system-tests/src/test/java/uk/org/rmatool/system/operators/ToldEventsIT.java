package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Coordinators tell what happens to their workers; the router keeps each event once. */
@ExtendWith(SharedPlatform.class)
class ToldEventsIT {
  private final String coordinator = "teller-" + UUID.randomUUID();
  private final String worker = "told/" + UUID.randomUUID();
  private Http router;

  @BeforeEach
  void join(Platform platform) {
    router = platform.router();
    var body =
        Json.createObjectBuilder()
            .add("worker_id", coordinator)
            .add("tunnel_url", "http://127.0.0.1:9")
            .add("stream", "s1");
    var answer = router.post("/api/edge/register", body.build());
    assertThat(answer.object().getInt("events_confirmed")).isZero();
  }

  @AfterEach
  void leave() {
    router.delete("/api/edge/" + coordinator);
  }

  private JsonObjectBuilder event(int sequence, String transition) {
    return Json.createObjectBuilder()
        .add("sequence", sequence)
        .add("event_id", 100 + sequence)
        .add("worker_id", worker)
        .add("at", 1_000 * sequence)
        .add("transition", transition)
        .add("reason", "test");
  }

  private Answer tell(String stream, JsonObjectBuilder... events) {
    var list = Json.createArrayBuilder();
    List.of(events).forEach(list::add);
    return router.post(
        "/api/edge/heartbeat",
        Json.createObjectBuilder()
            .add("worker_id", coordinator)
            .add("stream", stream)
            .add("events", list)
            .build());
  }

  private JsonObject history() {
    return router.get("/api/admin/workers/" + worker + "/history").object();
  }

  private List<String> transitions() {
    return history().getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .map(event -> event.getString("transition"))
        .toList();
  }

  @Test
  void eachIsKeptOnceInOrderWhateverIsToldAgain() {
    assertThat(tell("s1", event(1, "registered"), event(2, "degraded")).object())
        .containsEntry("events_confirmed", Json.createValue(2));
    assertThat(tell("s1", event(1, "registered"), event(2, "degraded"), event(5, "recovered")))
        .satisfies(answer -> assertThat(answer.object().getInt("events_confirmed")).isEqualTo(5));
    assertThat(tell("s1", event(4, "late")).object().getInt("events_confirmed")).isEqualTo(5);
    assertThat(transitions()).containsExactly("recovered", "degraded", "registered");
    assertThat(tell("s2", event(1, "deregistered")).object().getInt("events_confirmed"))
        .as("a new database counts from the start")
        .isEqualTo(1);
    assertThat(history().getString("state")).isEqualTo("gone");
    assertThat(history().getString("why")).startsWith("deregistered at");
  }

  @Test
  void oneThatIsWrongIsNamedAndNoneIsKept() {
    var answer = tell("s1", event(1, "registered"), event(2, "t".repeat(33)));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).contains("events.1.transition");
    assertThat(router.get("/api/admin/workers/" + worker + "/history").status())
        .as("the coordinator is not there to say no")
        .isEqualTo(503);
  }

  @Test
  void aDecisionComesWithTheEventAndTheLaterOneStays() {
    var intent = Json.createObjectBuilder().add("drain", true).add("changed_at", 5_000_000);
    tell("s1", event(1, "drained").add("intent", intent));
    assertThat(history().getJsonObject("intent").getBoolean("drain")).isTrue();
    var older = Json.createObjectBuilder().add("cordon", true).add("changed_at", 4_000_000);
    tell("s1", event(2, "cordoned").add("intent", older));
    assertThat(history().getJsonObject("intent").getBoolean("cordon")).isFalse();
    assertThat(transitions()).as("each once").containsExactly("cordoned", "drained");
    var here =
        router
            .send(
                "PATCH",
                "/api/admin/workers/" + worker + "/intent",
                "{\"weight\":7}",
                "Content-Type",
                "application/json")
            .object();
    tell("s1", event(3, "weighted").add("intent", Json.createObjectBuilder(here)));
    assertThat(transitions()).containsExactly("weighted", "cordoned", "drained");
  }

  @Test
  void pagesOfAHistoryAndWhatIsNoPage() {
    tell("s1", event(1, "registered"), event(2, "degraded"), event(3, "expired"));
    var path = "/api/admin/workers/" + worker + "/history?limit=2";
    var first = router.get(path).object();
    assertThat(first.getJsonArray("events")).hasSize(2);
    var last = router.get(path + "&cursor=" + first.getString("next")).object();
    assertThat(last.getJsonArray("events")).hasSize(1);
    assertThat(last.isNull("next")).isTrue();
    assertThat(router.get("/api/admin/workers/x/history?limit=0").status()).isEqualTo(422);
    assertThat(router.get("/api/admin/coordinators/x/history?cursor=y").status()).isEqualTo(422);
    assertThat(router.get("/api/admin/coordinators/nobody").status()).isEqualTo(404);
    var own = "/api/admin/coordinators/" + coordinator;
    assertThat(router.get(own).object().getString("worker_id")).isEqualTo(coordinator);
    assertThat(
            router
                .get(own + "/history")
                .object()
                .getJsonArray("events")
                .getValuesAs(JsonObject.class))
        .as("first it registered; it may have been suspected since")
        .last()
        .satisfies(event -> assertThat(event.getString("transition")).isEqualTo("registered"));
  }
}
