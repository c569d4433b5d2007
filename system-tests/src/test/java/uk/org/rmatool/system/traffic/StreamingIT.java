package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** Nothing waits on the way for the rest of a body, in either direction. */
@ExtendWith(SharedPlatform.class)
@Timeout(120)
class StreamingIT {
  private static final int MEGABYTE = 1 << 20;
  private static final int LARGE = 50 * MEGABYTE;

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

  @Test
  void anEventArrivesBeforeTheNextOneIsSent() throws Exception {
    var next = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          write(exchange.getResponseBody(), "data: first\n\n");
          await(next);
          write(exchange.getResponseBody(), "data: second\n\n");
        });

    var response = router.open("GET", service + "/events", BodyPublishers.noBody());
    try (var lines = lines(response.body())) {
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      assertThat(lines.readLine()).isEqualTo("data: first");
      next.countDown();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: second");
    }
  }

  @Test
  void theHeadersArriveBeforeTheFirstByte() throws Exception {
    var go = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          exchange.getResponseHeaders().add("X-Queue", "7");
          exchange.sendResponseHeaders(202, 0);
          exchange.getResponseBody().flush();
          await(go);
          write(exchange.getResponseBody(), "done");
        });
    var response = router.open("GET", service + "/wait", BodyPublishers.noBody());
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("X-Queue")).contains("7");
    go.countDown();
    assertThat(new String(response.body().readAllBytes(), UTF)).isEqualTo("done");
  }

  @Test
  void aSmallPieceOfAnUploadArrivesBeforeTheNextOneIsSent() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    worker.serving(
        exchange -> {
          var body = new BufferedReader(new InputStreamReader(exchange.getRequestBody(), UTF));
          for (var line = body.readLine(); line != null; line = body.readLine()) {
            heard.add(line);
          }
          FakeWorker.answer(exchange, 200, "heard");
        });
    try (var call = new RawCall(router.base())) {
      call.head(
          "POST " + service + "/talk HTTP/1.1",
          "Host: platform",
          "Content-Type: text/plain",
          "Transfer-Encoding: chunked");
      for (var line : List.of("one", "two", "three")) {
        call.chunk(line + "\n");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
      }
      call.chunk("");
      assertThat(call.answer().text()).isEqualTo("heard");
    }
  }

  @Test
  void aLargeUploadIsOnItsWayBeforeItsEndIsKnown() throws Exception {
    var begun = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          var sha = sha256();
          try (var body = new DigestInputStream(exchange.getRequestBody(), sha)) {
            var first = body.readNBytes(MEGABYTE / 2);
            begun.countDown();
            var rest = body.transferTo(java.io.OutputStream.nullOutputStream());
            FakeWorker.answer(exchange, 200, first.length + rest + " " + hex(sha));
          }
        });
    var sent = sha256();
    var body = new Pattern(LARGE, MEGABYTE, () -> await(begun));

    var response =
        router.open(
            "PUT",
            service + "/large",
            BodyPublishers.ofInputStream(() -> new DigestInputStream(body, sent)));

    assertThat(new String(response.body().readAllBytes(), UTF)).isEqualTo(LARGE + " " + hex(sent));
  }

  @Test
  void aLargeDownloadArrivesBeforeItsEndIsMade() throws Exception {
    var begun = new CountDownLatch(1);
    var sent = sha256();
    worker.serving(
        exchange -> {
          exchange.sendResponseHeaders(200, LARGE);
          try (var body =
              new DigestInputStream(new Pattern(LARGE, MEGABYTE, () -> await(begun)), sent)) {
            body.transferTo(exchange.getResponseBody());
          }
        });
    var received = sha256();

    var response = router.open("GET", service + "/large", BodyPublishers.noBody());

    assertThat(response.headers().firstValue("Content-Length")).contains(Integer.toString(LARGE));
    try (var body = new DigestInputStream(response.body(), received)) {
      var first = body.readNBytes(MEGABYTE / 2);
      begun.countDown();
      var rest = body.transferTo(java.io.OutputStream.nullOutputStream());
      assertThat(first.length + rest).isEqualTo(LARGE);
    }
    assertThat(hex(received)).isEqualTo(hex(sent));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 100"})
  void aClientThatLeavesWithinItsBodyLeavesTheWorkerNoWholeOne(String length) throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new LinkedBlockingQueue<String>();
    worker.serving(
        exchange -> {
          var body = exchange.getRequestBody();
          var unused = body.read();
          begun.countDown();
          try {
            var rest = body.readAllBytes();
            ended.add("whole, with " + rest.length + " bytes more");
          } catch (IOException e) {
            ended.add("broken off");
          }
        });

    // a kept connection that the worker has just closed is a 502, and not what is looked at here
    for (int attempt = 0; attempt < 5 && begun.getCount() > 0; attempt++) {
      try (var call = new RawCall(router.base())) {
        call.head("POST " + service + "/upload HTTP/1.1", "Host: platform", length);
        call.chunk("a part");
        var unused = begun.await(5, TimeUnit.SECONDS);
      }
    }
    await(begun);
    assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo("broken off");
  }

  @Test
  void aClientThatLeavesEndsTheCallAtTheWorker() throws Exception {
    var broken = new CountDownLatch(1);
    worker.serving(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
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
    var response = router.open("GET", service + "/endless", BodyPublishers.noBody());
    try (var lines = lines(response.body())) {
      assertThat(lines.readLine()).isEqualTo("data: more");
    }
    assertThat(broken.await(15, TimeUnit.SECONDS)).as("the worker was told").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n5\r\npiece\r\n",
        "Content-Length: 100\r\n\r\npiece"
      })
  void anAnswerThatBreaksOffIsNoWholeOneForTheClient(String begun) throws Exception {
    try (var node = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> breakOff(node, "HTTP/1.1 200 OK\r\n" + begun));
      var id = "breaks-off-" + UUID.randomUUID();
      var url = URI.create("http://127.0.0.1:" + node.getLocalPort());
      FakeWorker.join(router, FakeWorker.registration(id, id, url));
      FakeWorker.awaitRoutable(router, id);
      try (var call = new RawCall(router.base())) {
        call.head("GET /service/" + id + "/broken HTTP/1.1", "Host: platform");
        var head = call.readHead();
        assertThat(head.status()).isEqualTo(200);
        var rest = call.untilItEnds();
        assertThat(rest).contains("piece").doesNotContain("\r\n0\r\n");
        assertThat(head.header("Transfer-Encoding").or(() -> head.header("Content-Length")))
            .as("the client can tell")
            .isPresent();
      } finally {
        router.delete("/api/worker/unregister/" + id);
      }
    }
  }

  /** Answers as it is told where the path says "broken", and ends every connection. */
  private static void breakOff(ServerSocket node, String begun) {
    while (!node.isClosed()) {
      try (var connection = node.accept()) {
        var request = lines(connection.getInputStream());
        var first = request.readLine();
        while (first != null && !request.readLine().isEmpty()) {}
        var answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        write(
            connection.getOutputStream(),
            first != null && first.contains("broken") ? begun : answer);
      } catch (IOException | NullPointerException e) {
        // that caller is gone
      }
    }
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  /** So many bytes; after the first few it waits for the gate. */
  private static final class Pattern extends InputStream {
    private final int size;
    private final int pauseAt;
    private final Runnable gate;
    private int at;

    Pattern(int size, int pauseAt, Runnable gate) {
      this.size = size;
      this.pauseAt = pauseAt;
      this.gate = gate;
    }

    @Override
    public int read() {
      if (at == pauseAt) {
        gate.run();
      }
      return at < size ? (at++ * 31 >>> 3) & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      if (at >= size) {
        return -1;
      }
      var end = at < pauseAt ? pauseAt : size;
      int n = 0;
      for (; n < length && at < end; n++) {
        buffer[from + n] = (byte) read();
      }
      return n;
    }
  }

  private static void write(java.io.OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF));
    out.flush();
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF));
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
