package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.platform.identity.MessageSignature;
import uk.org.rmatool.platform.identity.NodeKey;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Nobody takes, renews or removes what belongs to another. */
@ExtendWith(SharedPlatform.class)
class TakenIdsIT {
  private static final String REGISTER = "/api/worker/register";
  private static final String HEARTBEAT = "/api/worker/heartbeat";
  private static final String UNREGISTER = "/api/worker/unregister/";

  @Test
  void anIdWithAFingerprintIsItsKeysAlone(Platform platform) {
    for (var server : List.of(platform.router(), platform.coordinator())) {
      var key = NodeKey.create();
      var id = key.id("mine").value();
      var body = worker(id, "http://127.0.0.1:9");

      assertProblem(server.post(REGISTER, body), 409, "id-taken");
      assertProblem(signed(server, NodeKey.create(), "POST", REGISTER, body), 409, "id-taken");
      assertThat(signed(server, key, "POST", REGISTER, body).status()).isEqualTo(200);

      var beat = Json.createObjectBuilder().add("worker_id", id).build();
      assertProblem(server.post(HEARTBEAT, beat), 409, "id-taken");
      assertThat(signed(server, key, "POST", HEARTBEAT, beat).status()).isEqualTo(200);

      assertProblem(server.delete(UNREGISTER + id), 409, "id-taken");
      assertThat(signed(server, key, "DELETE", UNREGISTER + id, null).status()).isEqualTo(200);
    }
  }

  @Test
  void aSignatureIsForItsBodyItsPathAndItsTime(Platform platform) {
    var server = platform.router();
    var key = NodeKey.create();
    var id = key.id("mine").value();
    var body = worker(id, "http://127.0.0.1:9");
    var other = worker(id, "http://127.0.0.1:10");
    var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    var now = Instant.now();

    var forThisCall = sign(key, "POST", REGISTER, bytes, now);
    var withAnotherBody = server.send("POST", REGISTER, other.toString(), forThisCall);
    assertProblem(withAnotherBody, 409, "id-taken");
    var forAnotherPath = sign(key, "POST", HEARTBEAT, bytes, now);
    assertProblem(server.send("POST", REGISTER, body.toString(), forAnotherPath), 409, "id-taken");
    var old = sign(key, "POST", REGISTER, bytes, now.minusSeconds(3600));
    var answer =
        assertProblem(server.send("POST", REGISTER, body.toString(), old), 409, "id-taken");
    assertThat(answer.getString("detail")).contains("clock");
    assertThat(server.send("POST", REGISTER, body.toString(), forThisCall).status()).isEqualTo(200);
    assertThat(signed(server, key, "DELETE", UNREGISTER + id, null).status()).isEqualTo(200);
  }

  @Test
  void aCoordinatorsIdIsItsKeysAlone(Platform platform) {
    var own =
        platform.router().get("/api/admin/coordinators").json().asJsonArray().stream()
            .map(coordinator -> coordinator.asJsonObject().getString("worker_id"))
            .filter(id -> id.startsWith("coordinator-"))
            .findFirst()
            .orElseThrow();
    var takeover =
        Json.createObjectBuilder()
            .add("worker_id", own)
            .add("tunnel_url", "http://evil.example")
            .build();
    var router = platform.router();
    assertProblem(router.post("/api/edge/register", takeover), 409, "id-taken");
    assertProblem(
        signed(router, NodeKey.create(), "POST", "/api/edge/register", takeover), 409, "id-taken");
    assertProblem(router.post("/api/edge/heartbeat", takeover), 409, "id-taken");
    assertProblem(router.delete("/api/edge/" + own), 409, "id-taken");
    assertThat(router.get("/api/admin/coordinators").text())
        .contains(platform.coordinator().base().toString())
        .doesNotContain("evil.example");
  }

  @Test
  void anIdWithoutAKeyStaysAtItsAddressWhileItsLeaseRuns(Platform platform) {
    for (var server : List.of(platform.router(), platform.coordinator())) {
      var id = "deployed-" + UUID.randomUUID();
      assertThat(server.post(REGISTER, worker(id, "http://127.0.0.1:9")).status()).isEqualTo(200);
      assertProblem(server.post(REGISTER, worker(id, "http://other.example:9")), 409, "id-taken");
      assertThat(server.post(REGISTER, worker(id, "http://127.0.0.1:9")).status()).isEqualTo(200);
      assertThat(server.delete(UNREGISTER + id).status()).isEqualTo(200);
      assertThat(server.post(REGISTER, worker(id, "http://other.example:9")).status())
          .isEqualTo(200);
      assertThat(server.delete(UNREGISTER + id).status()).isEqualTo(200);
    }
  }

  @Test
  void whoHasNoIdIsGivenOne(Platform platform) {
    for (var server : List.of(platform.router(), platform.coordinator())) {
      var given = new ArrayList<String>();
      for (int i = 0; i < 2; i++) {
        var answer = server.post(REGISTER, worker("", "http://127.0.0.1:9"));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        given.add(answer.object().getString("worker_id"));
      }
      assertThat(given).doesNotHaveDuplicates().allSatisfy(id -> assertThat(id).isNotBlank());
      for (var id : given) {
        var beat = Json.createObjectBuilder().add("worker_id", id).build();
        assertThat(server.post(HEARTBEAT, beat).status()).as("heartbeat of %s", id).isEqualTo(200);
        assertThat(server.delete(UNREGISTER + id).status()).isEqualTo(200);
      }
    }
  }

  private static JsonObject worker(String id, String url) {
    return Json.createObjectBuilder()
        .add("worker_id", id)
        .add("tunnel_url", url)
        .add("capabilities", Json.createObjectBuilder().add("worker_type", "edge"))
        .build();
  }

  private static Answer signed(
      Http server,
      NodeKey key,
      String method,
      String path,
      @org.jspecify.annotations.Nullable JsonObject body) {
    var text = body == null ? "" : body.toString();
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return server.send(method, path, text, sign(key, method, path, bytes, Instant.now()));
  }

  private static String[] sign(NodeKey key, String method, String path, byte[] body, Instant when) {
    var headers =
        MessageSignature.sign(key, MessageSignature.NODE, method, path, body, when, Map.of());
    return headers.entrySet().stream()
        .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
        .toArray(String[]::new);
  }
}
