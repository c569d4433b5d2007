package uk.org.rmatool.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.eclipse.jetty.http2.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of streams of HTTP/2 in clear text, with a server of the test's own behind. */
@Timeout(60)
class FrontTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final int MEGABYTE = 1 << 20;

  private final Clients clients = new Clients();
  private TestContainer container;
  private Listener front;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    container = new TestContainer();
    start(Limits.USUAL);
  }

  private void start(Limits limits) throws Exception {
    var config = new FrontConfig(0, Optional.empty(), Optional.empty(), "*", Optional.empty());
    front = Listener.start(config, container.address(), clients, limits, Optional.empty());
    client = new TestClient(front.port());
  }

  private void startAgain(Limits limits) throws Exception {
    client.close();
    front.close();
    start(limits);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    front.close();
    container.close();
  }

  @Test
  void piecesOfABodyArriveOneByOneWhileTheAnswerComesBack() throws Exception {
    container.serving(
        call -> {
          call.write(CHUNKED);
          for (var piece = call.chunk(); !piece.isEmpty(); piece = call.chunk()) {
            call.writeChunk("had " + piece);
          }
          call.write("0\r\n\r\n");
        });
    var call = client.post("/talk");
    assertThat(call.next()).as("before a byte of the body").isEqualTo("200");
    for (var piece : List.of("one", "two", "three")) {
      call.send(piece, false);
      assertThat(call.next()).isEqualTo("had " + piece);
    }
    call.send("", true);
    assertThat(call.next()).isEqualTo("end");
  }

  @Test
  void anEventArrivesBeforeTheNextOneIsSent() throws Exception {
    var seen = new CountDownLatch(1);
    container.serving(
        call -> {
          call.write(CHUNKED).writeChunk("data: first\n\n");
          assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
          call.writeChunk("data: second\n\n").write("0\r\n\r\n");
        });
    var call = client.get("/events");
    assertThat(call.next()).isEqualTo("200");
    assertThat(call.next()).isEqualTo("data: first\n\n");
    seen.countDown();
    assertThat(call.rest()).isEqualTo("data: second\n\n end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "close"})
  void aClientThatLeavesEndsItsCallAtOnce(String way) throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CompletableFuture<Long>();
    container.serving(
        call -> {
          begun.countDown();
          try {
            assertThat(call.in().read()).isNegative();
          } catch (IOException e) {
            // reset is as good
          }
          ended.complete(System.nanoTime());
        });
    var call = client.get("/think");
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    var left = System.nanoTime();
    if (way.equals("reset")) {
      call.reset();
    } else {
      client.close();
    }
    assertThat(Duration.ofNanos(ended.get(20, TimeUnit.SECONDS) - left))
        .isLessThan(Duration.ofSeconds(2));
    Await.until("nothing is remembered of it", () -> clients.size() == 0);
  }

  @Test
  void aClientThatLeavesWithinItsBodyLeavesNoWholeOne() throws Exception {
    var got = new LinkedBlockingQueue<String>();
    container.serving(
        call -> {
          for (var piece = call.chunk(); ; piece = call.chunk()) {
            got.add(piece == null ? "broken off" : piece.isEmpty() ? "whole" : piece);
            if (piece == null || piece.isEmpty()) {
              return;
            }
          }
        });
    var call = client.post("/upload");
    call.send("a part", false);
    assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("a part");
    call.reset();
    assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("broken off");
  }

  @Test
  void aReaderThatTakesNothingStallsWhoSends() throws Exception {
    var sent = new AtomicLong();
    container.serving(
        call -> {
          call.write(CHUNKED);
          var piece = "x".repeat(64 * 1024);
          while (sent.get() < 64L * MEGABYTE) {
            call.writeChunk(piece);
            sent.addAndGet(piece.length());
          }
          call.write("0\r\n\r\n");
        });
    var call = client.open("GET", "/endless", true, "x-slow", "yes").holdingBack();
    assertThat(call.next()).isEqualTo("200");
    var stalled = Await.steady(sent::get);
    assertThat(stalled).isBetween(64L * 1024, 16L * MEGABYTE);
    call.read();
    Await.until("it goes on", () -> sent.get() > stalled + 16L * MEGABYTE);
  }

  @Test
  void aServerThatTakesNothingStallsItsClientAndNobodyElse() throws Exception {
    var go = new CountDownLatch(1);
    container.serving(
        call -> {
          if (call.first().startsWith("POST")) {
            assertThat(go.await(40, TimeUnit.SECONDS)).isTrue();
            for (var piece = call.chunk(); !piece.isEmpty(); piece = call.chunk()) {}
          }
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var call = client.post("/upload");
    var sent = new AtomicLong();
    var piece = new byte[16 * 1024];
    sendOn(call, piece, sent, 32L * MEGABYTE);
    var stalled = Await.steady(sent::get);
    assertThat(stalled).isLessThan(16L * MEGABYTE);
    assertThat(client.get("/else").rest()).isEqualTo("200 ok end");
    go.countDown();
    assertThat(call.rest()).isEqualTo("200 ok end");
    assertThat(sent.get()).isEqualTo(32L * MEGABYTE);
  }

  /** One of them goes on while all others that a connection may have stall. */
  @Test
  void uploadsThatStallKeepNoOtherFromGoingOn() throws Exception {
    var streams = 24;
    startAgain(limits(1_000, streams, Duration.ofSeconds(300)));
    var go = new CountDownLatch(1);
    container.serving(
        call -> {
          if (call.first().startsWith("POST /stall")) {
            assertThat(go.await(40, TimeUnit.SECONDS)).isTrue();
          }
          for (var piece = call.chunk(); !piece.isEmpty(); piece = call.chunk()) {}
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var stalling = new ArrayList<AtomicLong>();
    var piece = new byte[16 * 1024];
    for (int i = 1; i < streams; i++) {
      var sent = new AtomicLong();
      stalling.add(sent);
      sendOn(client.post("/stall"), piece, sent, 32L * MEGABYTE);
    }
    for (var sent : stalling) {
      Await.steady(sent::get);
    }
    var whole = client.post("/whole");
    sendOn(whole, piece, new AtomicLong(), 4L * MEGABYTE);
    assertThat(whole.rest()).isEqualTo("200 ok end");
    go.countDown();
  }

  @Test
  void aBodyOfTinyFramesArrivesWhole() throws Exception {
    var go = new CountDownLatch(1);
    var got = new CompletableFuture<Long>();
    container.serving(
        call -> {
          assertThat(go.await(40, TimeUnit.SECONDS)).isTrue();
          var sum = 0L;
          for (var piece = call.chunk(); !piece.isEmpty(); piece = call.chunk()) {
            sum += piece.length();
          }
          got.complete(sum);
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var call = client.post("/upload");
    var sent = new AtomicLong();
    var all = Credit.STREAM_WINDOW + 1000L;
    sendOn(call, new byte[1], sent, all);
    Await.until("a window is sent", () -> sent.get() >= Credit.STREAM_WINDOW);
    go.countDown();
    assertThat(call.rest()).isEqualTo("200 ok end");
    assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(all);
  }

  @Test
  void furtherStreamsThanAllMayBeAreToldToComeLater() throws Exception {
    startAgain(limits(2, 256, Duration.ofSeconds(300)));
    var go = new CountDownLatch(1);
    container.serving(
        call -> {
          assertThat(go.await(40, TimeUnit.SECONDS)).isTrue();
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var served = List.of(client.get("/one"), client.get("/two"));
    var refused = client.get("/three");
    assertThat(refused.rest()).startsWith("503 {").contains("2 streams already");
    assertThat(refused.fields().get("retry-after")).isEqualTo("2");
    go.countDown();
    for (var call : served) {
      assertThat(call.rest()).isEqualTo("200 ok end");
    }
    Await.until("there is a place again", () -> client.get("/four").rest().startsWith("200"));
  }

  /** Streams of all connections, those of each, and how long a client may stall. */
  private static Limits limits(int allStreams, int streams, Duration stalled) {
    var usual = Limits.USUAL;
    return new Limits(
        usual.connections(),
        allStreams,
        streams,
        usual.headerBytes(),
        usual.fields(),
        stalled,
        stalled);
  }

  private static void sendOn(TestClient.Call call, byte[] piece, AtomicLong sent, long most) {
    var last = sent.get() + piece.length >= most;
    var unused =
        call.send(piece, last)
            .thenRun(
                () -> {
                  sent.addAndGet(piece.length);
                  if (!last) {
                    Thread.ofVirtual().start(() -> sendOn(call, piece, sent, most));
                  }
                });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n5\r\npiece\r\n",
        "Transfer-Encoding: chunked\r\n\r\n7\r\npiece",
        "Content-Length: 100\r\n\r\npiece"
      })
  void anAnswerThatBreaksOffResetsTheStream(String begun) throws Exception {
    container.serving(
        call -> {
          call.write("HTTP/1.1 200 OK\r\n" + begun);
          call.socket().shutdownOutput();
          assertThat(call.in().read()).isNegative();
        });
    assertThat(client.get("/broken").rest()).isEqualTo("200 piece reset cancel_stream_error");
  }

  @Test
  void nobodyBehindIsAnErrorThatSaysSo() throws Exception {
    container.close();
    var call = client.get("/health");
    assertThat(call.rest()).startsWith("503 {").endsWith(" end");
    assertThat(call.fields().get("retry-after")).isEqualTo("2");
    assertThat(call.fields().get("content-type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({"GET,200", "POST,200", "GET,204", "HEAD,200", "GET,304"})
  void anEmptyAnswerEnds(String method, int status) throws Exception {
    container.serving(
        call ->
            call.write(
                "HTTP/1.1 "
                    + status
                    + " Fine\r\n"
                    + (status == 204 ? "" : "Content-Length: " + (status == 200 ? 0 : 7) + "\r\n")
                    + "ETag: \"a\"\r\n\r\n"));
    for (int i = 0; i < 3; i++) {
      var call = client.open(method, "/", true);
      assertThat(call.rest()).isEqualTo(status + " end");
      assertThat(call.fields().get("etag")).isEqualTo("\"a\"");
    }
    assertThat(container.connections()).as("kept for the next call").isEqualTo(1);
  }

  @Test
  void theHeadArrivesAsItWasSent() throws Exception {
    var seen = new CompletableFuture<TestContainer.Call>();
    container.serving(
        call -> {
          seen.complete(call);
          call.write(
              "HTTP/1.1 201 Made\r\nContent-Length: 0\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                  + "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n");
        });
    var path = "/a%2Fb/c?d=%00&e=f";
    var call =
        client.get(
            path, "x-many", "1", "x-many", "2", "cookie", "a=b", "cookie", "c=d", "accept", "*/*");
    assertThat(call.rest()).isEqualTo("201 end");
    var head = seen.get();
    assertThat(head.first()).isEqualTo("GET " + path + " HTTP/1.1");
    assertThat(head.header("Host")).containsExactly("example.test:8443");
    assertThat(head.header("X-Many")).containsExactly("1", "2");
    assertThat(head.header("Cookie")).containsExactly("a=b; c=d");
    assertThat(head.headers().keySet())
        .as("nothing else is said")
        .containsExactlyInAnyOrder("Host", "X-Many", "Cookie", "Accept");
    assertThat(call.fields().getValuesList("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(call.fields().getFieldNamesCollection())
        .containsExactlyInAnyOrder("content-length", "set-cookie");
  }

  @Test
  void aSaidLengthIsSaidOnce() throws Exception {
    var seen = new LinkedBlockingQueue<TestContainer.Call>();
    container.serving(
        call -> {
          assertThat(new String(call.in().readNBytes(5), ISO_8859_1)).isEqualTo("hello");
          seen.add(call);
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var call = client.post("/", "content-length", "5");
    call.send("hello", true);
    assertThat(call.rest()).isEqualTo("200 ok end");
    var head = seen.take();
    assertThat(head.header("Content-Length")).containsExactly("5");
    assertThat(head.header("Transfer-Encoding")).isEmpty();
    assertThat(call.fields().getValuesList("content-length")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hell", "hello!"})
  void aBodyThatIsNotAsLongAsItSaysIsNoWholeOne(String text) throws Exception {
    var after = new CompletableFuture<Integer>();
    container.serving(
        call -> {
          try {
            after.complete(call.in().readNBytes(5).length < 5 ? -1 : call.in().read());
          } catch (IOException e) {
            after.complete(-1);
          }
        });
    var call = client.post("/", "content-length", "5");
    call.send(text, true);
    assertThat(call.rest()).doesNotContain("200");
    if (container.requests() > 0) {
      assertThat(after.get(20, TimeUnit.SECONDS)).as("nothing follows").isEqualTo(-1);
    }
  }

  @Test
  void trailersGoBothWays() throws Exception {
    var seen = new CompletableFuture<String>();
    container.serving(
        call -> {
          while (!call.chunk().isEmpty()) {}
          seen.complete(String.join(",", call.trailers().getOrDefault("X-Sum", List.of())));
          call.write("HTTP/1.1 200 OK\r\nTrailer: X-Count\r\nTransfer-Encoding: chunked\r\n\r\n")
              .writeChunk("ok")
              .write("0\r\nX-Count: 7\r\nContent-Length: 3\r\n\r\n");
        });
    var call = client.post("/", "trailer", "x-sum");
    call.send("body", false);
    call.sendTrailers("x-sum", "abc");
    assertThat(call.rest()).isEqualTo("200 ok trailer x-count=7 end");
    assertThat(seen.get()).isEqualTo("abc");
  }

  @Test
  void whoWaitsForAGoAheadGetsOne() throws Exception {
    container.serving(
        call -> {
          var body = call.chunk();
          call.answer("HTTP/1.1 200 OK", body + call.header("Expect"));
        });
    var call = client.post("/", "expect", "100-continue");
    assertThat(call.next()).isEqualTo("100");
    call.send("body", true);
    assertThat(call.rest()).isEqualTo("200 body[] end");
  }

  @Test
  void twoHundredStreamsOfAConnectionAreServedAtOnce() throws Exception {
    var all = new CyclicBarrier(200);
    container.serving(
        call -> {
          all.await(20, TimeUnit.SECONDS);
          call.answer("HTTP/1.1 200 OK", call.first());
        });
    var calls = new ArrayList<TestClient.Call>();
    for (int i = 0; i < 200; i++) {
      calls.add(client.get("/" + i));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(calls.get(i).rest()).isEqualTo("200 GET /" + i + " HTTP/1.1 end");
    }
  }

  @Test
  void tooManyFieldsAreRefused() throws Exception {
    var headers = new String[2 * 201];
    for (int i = 0; i < headers.length; i += 2) {
      headers[i] = "x-" + i;
      headers[i + 1] = "1";
    }
    assertThat(client.get("/", headers).rest()).startsWith("400 ");
    assertThat(container.requests()).isZero();
  }

  @Test
  void tooLongAHeadIsRefused() throws Exception {
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.request(head("/", "x-long", "x".repeat(20_000)))).isEqualTo("200");
    }
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.request(head("/", "x-long", "x".repeat(40_000)))).isNotEqualTo("200");
    }
    assertThat(container.requests()).isEqualTo(1);
  }

  @Test
  void aHeadThatNeverEndsIsStopped() throws Exception {
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.isStoppedWithin(100_000)).isTrue();
    }
    assertThat(client.get("/").rest()).startsWith("200");
  }

  @ParameterizedTest
  @CsvSource({"content-length,x", "content-length,'3, 3'", "host,elsewhere"})
  void whatCouldBeUnderstoodInTwoWaysIsRefused(String name, String value) throws Exception {
    assertThat(client.get("/", name, value).rest()).doesNotStartWith("200");
    assertThat(container.requests()).isZero();
  }

  @ParameterizedTest
  @MethodSource
  void whatHttp1WouldUnderstandOtherwiseIsRefused(List<String> head) throws Exception {
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.request(head)).as("no answer but an error").isNotEqualTo("200");
    }
    assertThat(container.requests()).isZero();
  }

  static Stream<List<String>> whatHttp1WouldUnderstandOtherwiseIsRefused() {
    var end = "\r\nX-Injected: 1";
    return Stream.of(
        head("/", "transfer-encoding", "chunked"),
        head("/", "connection", "close"),
        head("/", "upgrade", "websocket"),
        head("/", "keep-alive", "5"),
        head("/", "x-a", "b" + end),
        head("/", "x-a", "b\nX-Injected: 1"),
        head("/", "x-a", "b\0c"),
        head("/", "x-a" + end, "b"),
        head("/", "x a", "b"),
        head("/", "x-a:", "b"),
        head("/", "", "b"),
        head("/ HTTP/1.1" + end, "x-a", "b"),
        head("/a b", "x-a", "b"),
        head("http://elsewhere/", "x-a", "b"),
        head("", "x-a", "b"),
        List.of(
            ":method", "GET /x HTTP/1.1" + end, ":scheme", "http", ":path", "/", ":authority", "x"),
        List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "x" + end),
        List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a@b"),
        List.of(":method", "GET", ":scheme", "http", ":path", "/"),
        List.of(":method", "CONNECT", ":authority", "x:80"));
  }

  private static List<String> head(String path, String name, String value) {
    return List.of(
        ":method", "GET", ":scheme", "http", ":path", path, ":authority", "x", name, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%2Fb/%2e/x/..;v=1/..//c/;%7c?q=%00&r={x}|%zz&s=a+b?/",
        "//",
        "/a|b{c}\\^`\"<>",
        "/%C3%A9/%ff",
        "/?"
      })
  void aPathArrivesAsItWasSent(String path) throws Exception {
    var seen = new CompletableFuture<String>();
    container.serving(
        call -> {
          seen.complete(call.first());
          call.answer("HTTP/1.1 200 OK", "");
        });
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.request(head(path, "x-a", "b"))).isEqualTo("200");
    }
    assertThat(seen.get()).isEqualTo("GET " + path + " HTTP/1.1");
  }

  /** The library answers these itself: paths that lead above the root, and broken escapes. */
  @ParameterizedTest
  @ValueSource(strings = {"/../x", "/..", "/%2e%2e/x", "/%zz", "/%", "/%00"})
  void aPathThatCannotBeDecodedIsRefused(String path) throws Exception {
    try (var raw = new RawHttp2(front.port())) {
      assertThat(raw.request(head(path, "x-a", "b"))).isNotEqualTo("200");
    }
    assertThat(container.requests()).isZero();
  }

  @Test
  void theClientIsKnownByTheConnectionOfItsRequest() throws Exception {
    var seen = new CompletableFuture<Client>();
    container.serving(
        call -> {
          var from = call.from();
          assertThat(Clients.isOwn(from.getAddress().getHostAddress())).isTrue();
          seen.complete(
              clients.find(from.getAddress().getHostAddress(), from.getPort()).orElseThrow());
          call.answer("HTTP/1.1 200 OK", "");
        });
    assertThat(client.get("/").rest()).isEqualTo("200 end");
    assertThat(seen.get().address()).isEqualTo(client.address());
    assertThat(seen.get().speaksHttp2()).isTrue();
    assertThat(seen.get().isSecure()).isFalse();
    Await.until("it is forgotten", () -> clients.size() == 0);
  }

  @Test
  void whoSpeaksHttp1IsPassedOnByteByByte() throws Exception {
    var seen = new CompletableFuture<Client>();
    container.serving(
        call -> {
          var from = call.from();
          seen.complete(
              clients.find(from.getAddress().getHostAddress(), from.getPort()).orElseThrow());
          call.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
          for (int b = call.in().read(); b >= 0; b = call.in().read()) {
            call.socket().getOutputStream().write(b + 1);
          }
          call.write("bye"); // after the client's end
        });
    try (var socket = new Socket("127.0.0.1", front.port())) {
      var out = socket.getOutputStream();
      out.write("PRIX / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n".getBytes(ISO_8859_1));
      var in = socket.getInputStream();
      var head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n";
      assertThat(new String(in.readNBytes(head.length()), ISO_8859_1)).isEqualTo(head);
      out.write(7);
      assertThat(in.read()).isEqualTo(8);
      socket.shutdownOutput();
      assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("bye");
      assertThat(seen.get().address()).isEqualTo(socket.getLocalSocketAddress());
      assertThat(seen.get().speaksHttp2()).isFalse();
    }
    Await.until("it is forgotten", () -> clients.size() == 0);
  }

  @Test
  void anHttp1ClientThatLeavesEndsItsConnectionAtOnce() throws Exception {
    var ended = new CountDownLatch(1);
    container.serving(
        call -> {
          call.write("HTTP/1.1 200 OK\r\n");
          try {
            while (true) {
              call.write("X-More: 1\r\n");
            }
          } finally {
            ended.countDown();
          }
        });
    try (var socket = new Socket("127.0.0.1", front.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    Await.until("it is forgotten", () -> clients.size() == 0);
  }

  @Test
  void anHttp1ClientThatLingersAfterTheContainersEndIsEnded() throws Exception {
    container.serving(
        call -> {
          call.answer("HTTP/1.1 200 OK\r\nConnection: close", "ok");
          call.socket().close();
        });
    try (var socket = new Socket("127.0.0.1", front.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).endsWith("ok");
      Await.until("it is forgotten", () -> clients.size() == 0); // and it has not closed
    }
  }

  @Test
  void anHttp1ClientThatTakesNothingIsEnded() throws Exception {
    startAgain(limits(1_000, 256, Duration.ofMillis(300)));
    container.serving(
        call -> {
          call.write("HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            call.write("x".repeat(10_000));
          }
        });
    try (var socket = new Socket("127.0.0.1", front.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      Await.until("it has begun", () -> clients.size() == 1);
      Await.until("it is forgotten", () -> clients.size() == 0);
    }
  }

  @Test
  void anHttp1ServerMayBeSilent() throws Exception {
    startAgain(limits(1_000, 256, Duration.ofMillis(300)));
    var late = new CountDownLatch(1);
    container.serving(
        call -> {
          if (call.first().startsWith("POST")) {
            var unused = call.chunk();
            return;
          }
          assertThat(late.await(20, TimeUnit.SECONDS)).isTrue();
          call.answer("HTTP/1.1 200 OK\r\nConnection: close", "ok");
          call.socket().close();
        });
    try (var socket = new Socket("127.0.0.1", front.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      Await.until("it is known", () -> clients.size() == 1);
      var stalling = client.post("/upload");
      assertThat(stalling.rest()).as("one that stalls has had its time").doesNotContain("200");
      Await.until("only that one is forgotten", () -> clients.size() == 1);
      late.countDown();
      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).endsWith("ok");
    }
  }

  @Test
  void streamsInProgressEndWellWhenTheProgramStops() throws Exception {
    var go = new CountDownLatch(1);
    container.serving(
        call -> {
          call.write(CHUNKED).writeChunk("begun");
          assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
          call.writeChunk("done").write("0\r\n\r\n");
        });
    var call = client.get("/long");
    assertThat(call.next()).isEqualTo("200");
    assertThat(call.next()).isEqualTo("begun");
    var port = front.port();
    front.takeLeave();
    assertThat(client.goAway().get(20, TimeUnit.SECONDS).getError())
        .isEqualTo(ErrorCode.NO_ERROR.code);
    Await.until("nobody is let in any more", () -> !isOpen(port));
    go.countDown();
    assertThat(call.rest()).isEqualTo("done end");
  }

  private static boolean isOpen(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatIsInProgressInTheEndIsNoWholeAnswer() throws Exception {
    container.serving(
        call -> {
          call.write(CHUNKED).writeChunk("begun");
          var unused = call.in().read();
        });
    var call = client.get("/long");
    assertThat(call.next()).isEqualTo("200");
    assertThat(call.next()).isEqualTo("begun");
    front.takeLeave();
    front.close();
    assertThat(call.rest()).doesNotEndWith("end");
  }

  @Test
  void manyStreamsThatAreResetAtOnceEndTheConnection() throws Exception {
    BlockingQueue<Boolean> begun = new LinkedBlockingQueue<>();
    container.serving(
        call -> {
          begun.add(true);
          var unused = call.in().read();
        });
    for (int i = 0; i < 1000 && !client.goAway().isDone(); i++) {
      try {
        client.get("/" + i).reset();
      } catch (Exception e) {
        break; // it has ended
      }
    }
    assertThat(client.goAway().get(20, TimeUnit.SECONDS).getError())
        .isEqualTo(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code);
    Await.until("nothing is left of them", () -> clients.size() == 0);
  }

  @Test
  void aServerMayBeSilentButAClientMayNotStallForEver() throws Exception {
    startAgain(limits(1_000, 256, Duration.ofMillis(300)));
    var stalled = new CountDownLatch(1);
    container.serving(
        call -> {
          if (call.first().startsWith("POST")) {
            var unused = call.chunk();
            return;
          }
          assertThat(stalled.await(20, TimeUnit.SECONDS)).isTrue();
          call.answer("HTTP/1.1 200 OK", "ok");
        });
    var silent = client.get("/think");
    var stalling = client.post("/upload");
    assertThat(stalling.rest()).doesNotContain("200");
    stalled.countDown();
    assertThat(silent.rest()).isEqualTo("200 ok end");
  }
}
