package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;
import static uk.org.rmatool.system.rig.Problems.fields;

import jakarta.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Calls that nobody should make, at router and coordinator alike. */
@ExtendWith(SharedPlatform.class)
class BadRequestsIT {
  private static final int CONTROL_LIMIT = 262_144;
  private static final List<String> POSTS =
      List.of(
          "/api/worker/register",
          "/api/worker/heartbeat",
          "/api/coordinator/broadcast-job",
          "/api/edge/register",
          "/api/edge/heartbeat");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"worker_id\":",
        "x",
        "",
        "{} {}",
        "{\"a\":1,}",
        "{'a':1}",
        "\u0000",
        "{\"a\":01}"
      })
  void whatIsNoJsonIs400(String body, Platform platform) {
    eachPost(platform, (server, path) -> assertProblem(server.post(path, body), 400, MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "null", "1"})
  void jsonThatIsNoObjectIs422(String body, Platform platform) {
    eachPost(
        platform, (server, path) -> assertProblem(server.post(path, body), 422, "invalid-fields"));
  }

  @Test
  void bytesThatAreNotUtf8Are400(Platform platform) {
    byte[] body = {'{', '"', 'w', '"', ':', '"', (byte) 0xe9, '"', '}'};
    eachPost(
        platform,
        (server, path) ->
            assertProblem(
                server.send("POST", path, BodyPublishers.ofByteArray(body)), 400, MALFORMED));
  }

  @Test
  void depthWithoutEndIs400(Platform platform) {
    var body = "{\"a\":" + "[".repeat(100_000);
    eachPost(platform, (server, path) -> assertProblem(server.post(path, body), 400, MALFORMED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "worker_id     | {}",
        "worker_id     | {\"worker_id\":1}",
        "worker_id     | {\"worker_id\":\"a\\nb\"}",
        "tunnel_url    | {\"tunnel_url\":7}",
        "tunnel_url    | {\"tunnel_url\":\"\"}",
        "tunnel_url    | {\"tunnel_url\":\"not a url\"}",
        "capabilities  | {\"capabilities\":[]}",
        "services      | {\"services\":{}}",
        "services      | {\"services\":[1]}",
        "containers    | {\"containers\":\"c\"}",
        "vpn_ip        | {\"vpn_ip\":10}"
      })
  void aRegistrationWithAWrongFieldNamesIt(String field, String body, Platform platform) {
    for (var server : servers(platform)) {
      var problem = assertProblem(server.post("/api/worker/register", body), 422, INVALID);
      assertThat(fields(problem)).contains(field);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "current_load       | \"abc\"",
        "current_load       | -1",
        "current_load       | true",
        "active_requests    | 1.5",
        "active_requests    | -3",
        "active_requests    | 99999999999",
        "gpu_utilization    | []",
        "loaded_models      | [1]",
        "services_status    | []",
        "services_status.a  | {\"a\":1}",
        "status             | 5"
      })
  void aHeartbeatWithAWrongFieldNamesIt(String field, String value, Platform platform) {
    var name = field.replaceFirst("\\..*", "");
    var body = "{\"worker_id\":\"nobody\",\"" + name + "\":" + value + "}";
    var problem =
        assertProblem(platform.coordinator().post("/api/worker/heartbeat", body), 422, INVALID);
    assertThat(fields(problem)).contains(field);
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce(Platform platform) {
    var body = "{\"worker_id\":5,\"capabilities\":3,\"services\":1}";
    var problem =
        assertProblem(platform.coordinator().post("/api/worker/register", body), 422, INVALID);
    assertThat(fields(problem)).contains("worker_id", "tunnel_url", "capabilities", "services");
    assertThat(problem.getString("detail")).contains("worker_id", "tunnel_url", "capabilities");
  }

  @ParameterizedTest
  @CsvSource({"dht_port, 0", "dht_port, 65536", "dht_port, true", "location, 5", "services, {}"})
  void aCoordinatorWithAWrongFieldIs422(String field, String value, Platform platform) {
    var body = "{\"url\":\"http://c.example\",\"" + field + "\":" + value + "}";
    var problem = assertProblem(platform.router().post("/api/edge/register", body), 422, INVALID);
    assertThat(fields(problem)).containsExactly(field);
  }

  @Test
  void anUnknownPathIs404(Platform platform) {
    for (var server : servers(platform)) {
      for (var path : List.of("/nope", "/api", "/api/worker", "/api/admin/nope", "/service/")) {
        assertProblem(server.get(path), 404, "not-found");
      }
    }
    assertProblem(platform.worker().get("/nope"), 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /health, GET",
    "GET,    /api/worker/register, POST",
    "PUT,    /api/worker/heartbeat, POST",
    "POST,   /api/admin/workers, GET",
    "GET,    /api/worker/unregister/x, DELETE",
    "PATCH,  /api/services/list, GET",
    "GET,    /api/coordinator/broadcast-job, POST"
  })
  void aWrongMethodIs405AndTheRightOneIsNamed(
      String method, String path, String right, Platform platform) {
    for (var server : servers(platform)) {
      var answer = server.send(method, path, "");
      assertProblem(answer, 405, "method-not-allowed");
      assertThat(Arrays.asList(answer.header("Allow").orElse("").split(", ?"))).contains(right);
    }
  }

  @Test
  void aBodyThatIsTooLargeIs413WhetherItsLengthIsSaidOrNot(Platform platform) throws IOException {
    var body = "{\"worker_id\":\"" + "x".repeat(CONTROL_LIMIT) + "\"}";
    for (var server : servers(platform)) {
      assertProblem(server.post("/api/worker/register", body), 413, "too-large");
      try (var call = new RawCall(server.base())) {
        call.head(
            "POST /api/worker/register HTTP/1.1",
            "Host: platform",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked");
        call.chunk(body).chunk("");
        assertProblem(call.answer(), 413, "too-large");
      }
    }
  }

  @Test
  void anEnormousBodyIsRefusedBeforeItIsSent(Platform platform) throws IOException {
    for (var server : servers(platform)) {
      try (var call = new RawCall(server.base())) {
        call.head(
            "POST /api/worker/register HTTP/1.1",
            "Host: platform",
            "Content-Type: application/json",
            "Content-Length: 20000000000");
        assertProblem(call.send("{").answer(), 413, "too-large");
      }
    }
  }

  @Test
  void tooManyEntriesAre413(Platform platform) {
    var services = Json.createArrayBuilder();
    for (int i = 0; i < 201; i++) {
      services.add(Json.createObjectBuilder().add("name", "s" + i));
    }
    var body =
        Json.createObjectBuilder()
            .add("worker_id", "many")
            .add("tunnel_url", "http://127.0.0.1:9")
            .add("capabilities", Json.createObjectBuilder())
            .add("services", services)
            .build();
    for (var server : servers(platform)) {
      var problem = assertProblem(server.post("/api/worker/register", body), 413, "too-large");
      assertThat(problem.getString("detail")).contains("services", "201", "200");
    }
  }

  private static final String MALFORMED = "malformed-request";
  private static final String INVALID = "invalid-fields";

  private static List<Http> servers(Platform platform) {
    return List.of(platform.router(), platform.coordinator());
  }

  private interface Check {
    void at(Http server, String path);
  }

  /** Everything that takes a body, where it is taken. */
  private static void eachPost(Platform platform, Check check) {
    Stream.of(platform.router(), platform.coordinator())
        .forEach(
            server ->
                POSTS.stream()
                    .filter(p -> server.equals(platform.router()) || !p.startsWith("/api/edge"))
                    .forEach(path -> check.at(server, path)));
  }
}
