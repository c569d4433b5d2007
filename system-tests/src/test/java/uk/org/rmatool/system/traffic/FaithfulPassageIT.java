package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/** A call reaches a deployed worker as it was made, and its answer comes back as it was given. */
@ExtendWith(SharedPlatform.class)
class FaithfulPassageIT {
  private Http router;
  private FakeWorker worker;
  private String service;

  @BeforeEach
  void join(Platform platform) throws IOException {
    router = platform.router();
    worker = new FakeWorker();
    worker.join(router);
    service = "/service/" + worker.service();
  }

  @AfterEach
  void leave() {
    router.delete("/api/worker/unregister/" + worker.id());
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void methodPathQueryAndBinaryBodyArriveAsTheyWereSent(String method) {
    worker.serving(
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        });
    var bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    var target = "/a%2Fb/%e2%82%AC;v=1/c%20d?q=1&q=%26+x&empty=&utf8=%C3%A4";

    var answer =
        router.send(
            method,
            service + target,
            BodyPublishers.ofByteArray(bytes),
            "Content-Type",
            "application/x-own");

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("X-Method")).contains(method);
    assertThat(answer.body()).isEqualTo(bytes);
    assertThat(worker.seen()).singleElement().extracting(FakeWorker.Seen::target).isEqualTo(target);
  }

  @Test
  void aClientThatWouldRatherSpeakHttp2LosesNothing() throws Exception {
    worker.serving(
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        });
    var bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    var unannounced = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));

    try (var client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) { // the first call asks for the upgrade
        var answer =
            client.send(
                router.request("POST", service + "/x", unannounced).build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void aHeadCallHasTheHeadersOfItsAnswerAndNoBody() throws IOException {
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("X-Size", "12345");
          exchange.sendResponseHeaders(200, -1);
        });
    try (var call = new RawCall(router.base())) {
      call.head("HEAD " + service + "/thing HTTP/1.1", "Host: platform", "Connection: close");
      var head = call.readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("X-Size")).contains("12345");
    }
    assertThat(worker.seen()).singleElement().extracting(FakeWorker.Seen::method).isEqualTo("HEAD");
  }

  @Test
  void theOtherPrefixAndTheBareServiceNameWork() {
    assertThat(router.get("/api" + service + "/x?y=1").text()).isEqualTo("ok");
    assertThat(router.get(service).text()).isEqualTo("ok");
    assertThat(worker.seen()).extracting(FakeWorker.Seen::target).containsExactly("/x?y=1", "/");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 301, 302, 304, 307, 400, 401, 404, 409, 418, 429, 500, 503})
  void everyStatusComesBackUnchangedAndNoRedirectIsFollowed(int status) {
    var empty = status == 204 || status == 304;
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.getResponseHeaders().add("Content-Type", "text/x-own");
          FakeWorker.answer(exchange, status, empty ? "" : "said by the service");
        });

    var answer = router.get(service + "/status");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Location")).contains("/elsewhere");
    assertThat(answer.text()).isEqualTo(empty ? "" : "said by the service");
    assertThat(worker.seen()).hasSize(1);
  }

  @Test
  void headersComeThroughRepeatedOnesIncluded() {
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("Set-Cookie", "a=1");
          exchange.getResponseHeaders().add("Set-Cookie", "b=2");
          exchange.getResponseHeaders().add("X-Encoded", "%C3%A4; q=\"1, 2\"");
          FakeWorker.answer(exchange, 200, "ok");
        });

    var answer =
        router.send(
            "GET", service + "/h", "", "X-Twice", "1", "X-Twice", "2", "Authorization", "Bearer t");

    assertThat(answer.headers().get("Set-Cookie")).containsExactlyInAnyOrder("a=1", "b=2");
    assertThat(answer.header("X-Encoded")).contains("%C3%A4; q=\"1, 2\"");
    var seen = worker.seen().getFirst().headers();
    assertThat(seen.get("X-Twice")).containsExactly("1", "2");
    assertThat(seen.get("Authorization")).containsExactly("Bearer t");
  }

  @Test
  void headersOfOneHopEndThere() throws IOException {
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("Connection", "X-Between-Us");
          exchange.getResponseHeaders().add("X-Between-Us", "secret");
          exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic");
          FakeWorker.answer(exchange, 200, "ok");
        });
    Answer answer;
    try (var call = new RawCall(router.base())) {
      call.head(
          "GET " + service + "/hop HTTP/1.1",
          "Host: platform",
          "Connection: close, X-Mine",
          "X-Mine: 1",
          "Keep-Alive: timeout=5",
          "Proxy-Authorization: Basic eDp5",
          "TE: trailers",
          "X-Kept: 1");
      answer = call.answer();
    }
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).doesNotContainKeys("X-Between-Us", "Proxy-Authenticate");
    var names =
        worker.seen().getFirst().headers().keySet().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    assertThat(names)
        .contains("x-kept", "via")
        .doesNotContainAnyElementsOf(List.of("x-mine", "keep-alive", "proxy-authorization", "te"));
  }

  @Test
  void aCompressedAnswerIsNotUnpacked() {
    var packed = Base64.getDecoder().decode("H4sIAAAAAAAAA8vPBgBH3dx5AgAAAA==");
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
        });
    var answer = router.send("GET", service + "/z", "", "Accept-Encoding", "gzip");
    assertThat(answer.header("Content-Encoding")).contains("gzip");
    assertThat(answer.body()).isEqualTo(packed);
  }

  @Test
  void nothingAboutTheTextIsGuessed() {
    worker.serving(
        exchange -> {
          var latin = "grün".getBytes(StandardCharsets.ISO_8859_1);
          exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=iso-8859-1");
          exchange.sendResponseHeaders(200, latin.length);
          exchange.getResponseBody().write(latin);
        });
    var answer = router.get(service + "/latin");
    assertThat(answer.header("Content-Type").orElseThrow().replace(" ", ""))
        .isEqualToIgnoringCase("text/plain;charset=iso-8859-1");
    assertThat(answer.body()).isEqualTo("grün".getBytes(StandardCharsets.ISO_8859_1));
  }
}
