package uk.org.rmatool.system.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.front.TestCertificate;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.FreePorts;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.Server;
import uk.org.rmatool.system.rig.SharedPlatform;

/**
 * Calls over HTTP/2: to a router that speaks TLS, and from it through a coordinator; and in clear
 * text to that coordinator. Both have a database of their own.
 */
@ExtendWith(SharedPlatform.class)
@Timeout(120)
class Http2IT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private static Path folder;

  private static Server router;
  private static Server coordinator;
  private static FakeWorker worker;
  private static HttpClient client;
  private static URI secure;
  private static URI clear;
  private static String service;

  @BeforeAll
  static void start(Platform platform) throws Exception {
    var certificate = TestCertificate.make(folder, "EC");
    certificate.write(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    var database = Server.Database.create(platform, "http2");
    var securePort = FreePorts.port();
    router =
        Server.start(
                "router",
                "http2-router",
                database,
                Map.of(
                    "HTTP2_PORT", Integer.toString(securePort),
                    "TLS_CERTIFICATE", folder.resolve("tls.crt").toString(),
                    "TLS_KEY", folder.resolve("tls.key").toString()))
            .awaitReady();
    var clearPort = FreePorts.port();
    coordinator =
        Server.start(
                "coordinator",
                "http2-coordinator",
                database,
                Map.of(
                    "ROUTER_URL", router.http().base().toString(),
                    "HTTP2_PORT", Integer.toString(clearPort)))
            .awaitReady();
    secure = URI.create("https://localhost:" + securePort);
    clear = URI.create("http://127.0.0.1:" + clearPort);
    client =
        HttpClient.newBuilder().version(Version.HTTP_2).sslContext(certificate.trusted()).build();
    worker = new FakeWorker();
    Await.until(
        "the coordinator is known",
        SOON,
        () -> router.http().post("/api/worker/register", worker.registration()).status() == 200);
    FakeWorker.awaitRoutable(router.http(), worker.service());
    service = "/service/" + worker.service();
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    worker.close();
    coordinator.close();
    router.close();
  }

  private static HttpRequest request(String method, String path, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(secure + path)).method(method, body).build();
  }

  private static <T> HttpResponse<T> call(
      String method, String path, BodyPublisher body, HttpResponse.BodyHandler<T> handler)
      throws Exception {
    var response = client.send(request(method, path, body), handler);
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    return response;
  }

  @Test
  void aCallArrivesAsItWasSent() throws Exception {
    worker.seen().clear();
    worker.serving(exchange -> FakeWorker.answer(exchange, 201, "made"));
    var path = "/a%2Fb//c;v=1?d=%00&e=f+g";
    var response =
        call("POST", service + path, BodyPublishers.ofString("text"), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body()).isEqualTo("made");
    assertThat(response.headers().allValues("Content-Length")).containsExactly("4");
    var seen = worker.seen().getLast();
    assertThat(seen.target()).isEqualTo(path);
    assertThat(seen.headers().get("Content-Length")).containsExactly("4");
    assertThat(seen.headers().getFirst("Forwarded"))
        .isEqualTo("for=127.0.0.1;host=\"%s\";proto=https".formatted(secure.getAuthority()));
    assertThat(seen.headers().getFirst("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(seen.headers().getFirst("X-Forwarded-Proto")).isEqualTo("https");
    assertThat(seen.headers().getFirst("X-Forwarded-Host")).isEqualTo(secure.getAuthority());
    assertThat(seen.headers().getFirst("Via")).startsWith("2.0 router-");
  }

  @Test
  void controlCallsAreAnsweredAsEver() throws Exception {
    var response = call("GET", "/health", BodyPublishers.noBody(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"coordinators\"");
    assertThat(
            call("GET", "/nothing", BodyPublishers.noBody(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void anEventArrivesBeforeTheNextOneIsSent() throws Exception {
    var next = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          write(exchange.getResponseBody(), "data: first\n\n");
          await(next);
          write(exchange.getResponseBody(), "data: second\n\n");
        });
    var response =
        call(
            "POST",
            service + "/v1/chat/completions",
            BodyPublishers.ofString("{\"stream\": true}"),
            BodyHandlers.ofInputStream());
    try (var lines = lines(response.body())) {
      assertThat(lines.readLine()).isEqualTo("data: first");
      next.countDown();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: second");
    }
  }

  @Test
  void aClientThatResetsItsStreamEndsTheCallAtTheWorker() throws Exception {
    var begun = new CountDownLatch(1);
    var broken = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          begun.countDown();
          try {
            while (true) {
              write(exchange.getResponseBody(), "data: more\n\n");
              var unused = broken.await(20, TimeUnit.MILLISECONDS);
            }
          } catch (IOException e) {
            broken.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var response =
        call("GET", service + "/endless", BodyPublishers.noBody(), BodyHandlers.ofInputStream());
    await(begun);
    response.body().close(); // the connection stays
    assertThat(broken.await(15, TimeUnit.SECONDS)).as("the worker was told").isTrue();
  }

  @Test
  void manyStreamsOfAConnectionAreServedAtOnce() throws Exception {
    var all = new CountDownLatch(60);
    worker.serving(
        exchange -> {
          all.countDown();
          await(all);
          FakeWorker.answer(exchange, 200, exchange.getRequestURI().getPath());
        });
    var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 60; i++) {
      calls.add(
          client.sendAsync(
              request("GET", service + "/" + i, BodyPublishers.noBody()), BodyHandlers.ofString()));
    }
    for (int i = 0; i < 60; i++) {
      assertThat(calls.get(i).get(30, TimeUnit.SECONDS).body()).isEqualTo("/" + i);
    }
  }

  @Test
  void http1PassesThroughTheSamePort() throws Exception {
    worker.seen().clear();
    worker.serving(exchange -> FakeWorker.answer(exchange, 200, "plain"));
    var old = HttpRequest.newBuilder(URI.create(secure + service)).version(Version.HTTP_1_1);
    var response = client.send(old.build(), BodyHandlers.ofString());
    assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
    assertThat(response.body()).isEqualTo("plain");
    var seen = worker.seen().getLast().headers();
    assertThat(seen.getFirst("Via")).startsWith("1.1 router-");
    assertThat(seen.getFirst("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(seen.getFirst("X-Forwarded-Proto")).isEqualTo("https");

    try (var call = new RawCall(clear)) {
      call.head("GET " + service + "/ HTTP/1.1", "Host: platform");
      assertThat(call.answer().text()).isEqualTo("plain");
      call.head("GET /health HTTP/1.1", "Host: platform", "Host: another");
      assertThat(call.answer().status()).as("judged as without a front").isEqualTo(400);
    }
  }

  /** The JDK's client gives no answer before it has sent the whole body; curl does. */
  @Test
  void piecesOfABodyArriveOneByOneWhileTheAnswerComesBackInClearText() throws Exception {
    worker.serving(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          var body = lines(exchange.getRequestBody());
          for (var line = body.readLine(); line != null; line = body.readLine()) {
            write(exchange.getResponseBody(), "had " + line + "\n");
          }
        });
    var curl =
        List.of(
            "curl",
            "--http2-prior-knowledge",
            "--silent",
            "--no-buffer",
            "--request",
            "POST",
            "--upload-file",
            ".",
            "--write-out",
            "%{http_version} %{response_code}",
            clear + service + "/talk");
    Process process;
    try {
      process = new ProcessBuilder(curl).start();
    } catch (IOException e) {
      assumeThat(e).as("curl is here").isNull();
      return;
    }
    try {
      var lines = lines(process.getInputStream());
      for (var piece : List.of("one", "two", "three")) {
        write(process.getOutputStream(), piece + "\n");
        assertThat(lines.readLine()).isEqualTo("had " + piece);
      }
      process.getOutputStream().close();
      assertThat(lines.readLine()).isEqualTo("2 200");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("The other side has had nothing for a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
