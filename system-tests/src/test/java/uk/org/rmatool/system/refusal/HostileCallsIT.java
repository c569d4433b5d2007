package uk.org.rmatool.system.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.system.rig.Problems.assertProblem;
import static uk.org.rmatool.system.rig.Problems.fields;

import jakarta.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.Answer;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Calls that mean harm: addresses that are not a node's, paths that climb, heads that lie. */
@ExtendWith(SharedPlatform.class)
class HostileCallsIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://metadata.google.internal",
        "http://[fe80::1]:80",
        "http://[::ffff:169.254.169.254]",
        "http://0.0.0.0:8080",
        "http://224.0.0.1",
        "http://2852039166",
        "http://0xa9fea9fe",
        "http://0251.0376.0251.0376",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70",
        "jar:http://h!/",
        "http://user:pass@worker.example",
        "http://worker.example#x",
        "http://worker.example:0",
        "http://worker.example:99999",
        "//worker.example",
        "http://"
      })
  void anAddressThatNoNodeCanHaveIs422(String address, Platform platform) {
    var worker =
        Json.createObjectBuilder()
            .add("worker_id", "forged")
            .add("tunnel_url", address)
            .add("capabilities", Json.createObjectBuilder().add("worker_type", "edge"))
            .build();
    for (var server : List.of(platform.router(), platform.coordinator())) {
      var problem =
          assertProblem(server.post("/api/worker/register", worker), 422, "invalid-fields");
      assertThat(fields(problem)).containsExactly("tunnel_url");
    }
    var coordinator = Json.createObjectBuilder().add("url", address).build();
    assertProblem(platform.router().post("/api/edge/register", coordinator), 422, "invalid-fields");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/service/%s/../../api/admin/workers",
        "/service/%s/%%2e%%2e/%%2e%%2e/api/admin/workers",
        "/service/%s/..%%2f..%%2fapi/admin/workers",
        "/service/%s/..;x/..;x/api/admin/workers",
        "/service/%s/..%%5c..%%5capi",
        "/service/%s/./x"
      })
  void aPathThatClimbsOutOfItsServiceIsRefused(String path, Platform platform) throws IOException {
    try (var worker = new FakeWorker()) {
      worker.join(platform.router());
      for (var server : List.of(platform.router(), platform.coordinator())) {
        var answer = raw(server, "GET " + path.formatted(worker.service()) + " HTTP/1.1");
        assertThat(answer.status()).as("%s", answer).isIn(400, 404);
        assertThat(answer.text()).doesNotContain("worker_id");
      }
      assertThat(worker.seen()).isEmpty();
      platform.router().delete("/api/worker/unregister/" + worker.id());
    }
  }

  @Test
  void controlCallsAreNotReachedThroughServiceCalls(Platform platform) throws IOException {
    for (var server : List.of(platform.router(), platform.coordinator())) {
      for (var name : List.of("..", "%2e%2e", "api%2Fadmin", "a b", "%00", "-x", "x".repeat(101))) {
        var answer = raw(server, "GET /service/" + name.replace(" ", "%20") + "/x HTTP/1.1");
        assertThat(answer.status()).as("service named '%s': %s", name, answer).isIn(400, 404);
      }
    }
  }

  @Test
  void aHeadOfTheWrongSizeIsRefusedAndTheServerGoesOn(Platform platform) throws IOException {
    for (var server : List.of(platform.router(), platform.coordinator())) {
      var large = raw(server, "GET /health HTTP/1.1", "X-Large: " + "x".repeat(20_000));
      assertThat(large.status()).isBetween(400, 499);
      var many = new String[301];
      many[0] = "GET /health HTTP/1.1";
      for (int i = 1; i < many.length; i++) {
        many[i] = "X-" + i + ": 1";
      }
      assertThat(raw(server, many).status()).isBetween(400, 499);
      assertThat(server.get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void aCallDoesNotHideAnotherOneInItsBody(Platform platform) throws IOException {
    try (var worker = new FakeWorker()) {
      worker.join(platform.router());
      try (var call = new RawCall(platform.router().base())) {
        call.head(
            "POST /service/" + worker.service() + "/first HTTP/1.1",
            "Host: platform",
            "Content-Length: 6",
            "Transfer-Encoding: chunked");
        call.send("0\r\n\r\nGET /service/" + worker.service() + "/smuggled HTTP/1.1\r\n\r\n");
        var answer = call.answer();
        assertThat(answer.status()).as("%s", answer).isIn(200, 400);
      }
      assertThat(worker.seen()).extracting(FakeWorker.Seen::target).doesNotContain("/smuggled");
      platform.router().delete("/api/worker/unregister/" + worker.id());
    }
  }

  @Test
  void aWorkerCannotAnswerForThePlatform(Platform platform) throws IOException {
    try (var worker = new FakeWorker()) {
      worker.join(platform.router());
      worker.serving(
          exchange -> {
            exchange
                .getResponseHeaders()
                .add("Access-Control-Allow-Origin", "https://evil.example");
            exchange.getResponseHeaders().add("Access-Control-Allow-Credentials", "true");
            FakeWorker.answer(exchange, 200, "ok");
          });
      var answer = platform.router().get("/service/" + worker.service() + "/x");
      assertThat(answer.headers().get("Access-Control-Allow-Origin")).containsExactly("*");
      assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Credentials");
      platform.router().delete("/api/worker/unregister/" + worker.id());
    }
  }

  private static Answer raw(Http server, String... head) throws IOException {
    var lines = new String[head.length + 2];
    System.arraycopy(head, 0, lines, 0, head.length);
    lines[head.length] = "Host: platform";
    lines[head.length + 1] = "Connection: close";
    try (var call = new RawCall(server.base())) {
      return call.head(lines).answer();
    }
  }
}
