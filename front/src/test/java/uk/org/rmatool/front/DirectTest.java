package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.dataplane.transport.TestNode.head;
import static uk.org.rmatool.dataplane.transport.TestNode.say;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.dataplane.TestDirect;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.TestNode;
import uk.org.rmatool.dataplane.transport.TransportConfig;
import uk.org.rmatool.front.direct.DirectLane;
import uk.org.rmatool.platform.http.HttpConfig;

/** Service calls over HTTP/1.1 that go to nodes past the container, and those that do not. */
@Timeout(60)
class DirectTest {
  private static final String GOOD = "HTTP/1.1 200 OK\nContent-Length: 4\n\ngood";
  private static final String CHUNKED = "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n";

  private final TestDirect direct = new TestDirect();
  private final TransportConfig times =
      new TransportConfig(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(200));
  private final Connections connections = new Connections(times);
  private final List<TestNode> started = new ArrayList<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final HttpConfig http = new HttpConfig("*", 1000, 10, Optional.empty());
  private TestContainer container;
  private Listener front;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    container =
        new TestContainer().serving(call -> call.answer("HTTP/1.1 200 OK", "the container"));
    var config = new FrontConfig(0, Optional.empty(), Optional.empty(), "*", Optional.empty());
    var parts = new DirectLane.Parts(direct.calls(), connections, times, http, Clock.systemUTC());
    front =
        Listener.start(
            config, container.address(), new Clients(), Limits.USUAL, Optional.of(parts));
    client = new RawClient(front.port());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    front.close();
    container.close();
    connections.stop();
    for (var node : started) {
      node.close();
    }
    direct.close();
  }

  private TestNode node(String name, TestNode.Conversation conversation) throws IOException {
    var node = new TestNode(conversation);
    started.add(node);
    direct.nodes().put(name, node.address());
    return node;
  }

  /** A node that gives every call without a body the same answer, and tells its heads. */
  private TestNode answering(String name, String answer) throws IOException {
    return node(
        name,
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            requests.add(head);
            say(out, answer);
          }
        });
  }

  /** A head and what its Content-Length says that follows. */
  private static String read(BufferedReader in) throws IOException {
    var all = new StringBuilder();
    var length = 0;
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      all.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
      if (line.isEmpty()) {
        for (int i = 0; i < length; i++) {
          all.append((char) in.read());
        }
        return all.toString();
      }
    }
    return "";
  }

  private void assertNothingInFlight() throws Exception {
    Await.until("no call is in flight", () -> direct.traffic().inFlight() == 0);
    Await.until(
        "no node has one",
        () -> direct.had().stream().allMatch(it -> it.split(" ")[1].equals("0")));
  }

  private void assertIsTheContainers(RawClient.Answer answer) {
    assertThat(answer.body()).isEqualTo("the container");
    assertThat(answer.header("X-RMA-Route")).isEmpty();
  }

  @Test
  void aCallGoesToANodeAsItIsAndSaysWhoPassedItOn() throws Exception {
    answering("a", GOOD);
    var answer =
        client
            .get(
                "/service/echo/some/path?q=%2F%20&r",
                "X-One: 1",
                "x-one:  2",
                "Accept: text/plain",
                "Cookie: a=b",
                "Connection: keep-alive",
                "Via: 1.1 router-0123")
            .answer();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("good");
    assertThat(answer.header("X-RMA-Route")).containsExactly("coordinator: a (only one)");
    assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("*");
    assertThat(answer.header("Date")).hasSize(1);
    var lines = requests.take().lines().toList();
    var node = direct.nodes().get("a").getAuthority();
    assertThat(lines)
        .startsWith("GET /service/echo/some/path?q=%2F%20&r HTTP/1.1", "Host: " + node)
        .containsSubsequence(
            "X-One: 1", "x-one:  2", "Accept: text/plain", "Cookie: a=b", "Via: 1.1 router-0123")
        .contains(
            "X-Forwarded-For: 127.0.0.1",
            "Forwarded: for=127.0.0.1;host=\"platform\";proto=http",
            "X-Forwarded-Host: platform",
            "X-Forwarded-Proto: http")
        .noneMatch(line -> line.startsWith("Connection") || line.startsWith("Content-Length"))
        .filteredOn(line -> line.startsWith("Via: 1.1 coordinator-"))
        .hasSize(1);
    assertThat(container.requests()).isZero();
    assertNothingInFlight();
    assertThat(direct.had()).containsExactly("a 0 1 0");
  }

  @Test
  void whatTheFirstHopWasAskedForStays() throws Exception {
    answering("a", GOOD);
    var answer = client.get("/service/echo", "X-Forwarded-Host: first").answer();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(requests.take().lines())
        .contains("X-Forwarded-Host: first")
        .doesNotContain("X-Forwarded-Host: platform")
        .noneMatch(line -> line.startsWith("X-Forwarded-Proto"));
  }

  @ParameterizedTest
  @CsvSource({"POST, some", "PUT, ''", "POST, ''", "PATCH, x", "DELETE, all"})
  void aBodyGoesWithItsCall(String method, String body) throws Exception {
    answering("a", GOOD);
    client.request(method, "/service/echo", body, "Content-Length: " + body.length());
    assertThat(client.answer().body()).isEqualTo("good");
    assertThat(requests.take())
        .startsWith(method + " ")
        .contains("\nContent-Length: " + body.length() + "\n")
        .endsWith("\n\n" + body);
  }

  @Test
  void oneConnectionCarriesOneCallAfterAnother() throws Exception {
    var node = answering("a", GOOD);
    for (int i = 0; i < 50; i++) {
      assertThat(client.get("/service/echo/" + i).answer().body()).isEqualTo("good");
      assertThat(requests.take()).startsWith("GET /service/echo/" + i + " ");
    }
    assertThat(node.connections()).hasSize(1);
    assertNothingInFlight();
  }

  @Test
  void callsThatDoNotWaitForAnswersGetThemInTheirOrder() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            var path = head.split(" ")[1];
            say(out, "HTTP/1.1 200 OK\nContent-Length: " + path.length() + "\n\n" + path);
          }
        });
    var all = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      all.append("GET /service/echo/" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    client.send(all.toString());
    for (int i = 0; i < 300; i++) {
      assertThat(client.answer().body()).isEqualTo("/service/echo/" + i);
    }
    assertThat(container.requests()).isZero();
  }

  @Test
  void aRequestMayComeInPieces() throws Exception {
    answering("a", GOOD);
    for (var piece :
        List.of(
            "PO",
            "ST /serv",
            "ice/echo HTTP/1.1\r",
            "\nHost: x\r\nContent-Le",
            "ngth: 5\r\n\r",
            "\nab",
            "cde")) {
      client.send(piece);
      Thread.yield();
    }
    assertThat(client.answer().body()).isEqualTo("good");
    assertThat(requests.take()).endsWith("\n\nabcde");
    assertThat(container.requests()).isZero();
  }

  @Test
  void theHeadAloneIsGivenToWhoAsksForIt() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          while (head(in)) {
            say(out, "HTTP/1.1 200 OK\nContent-Length: 1234\nX-A: b\n\n");
          }
        });
    for (int i = 0; i < 2; i++) {
      var answer = client.request("HEAD", "/service/echo", "").head();
      assertThat(answer.header("Content-Length")).containsExactly("1234");
      assertThat(answer.header("X-A")).containsExactly("b");
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
  void aBodyWhereNoneBelongsIsNobodysAnswer(String method, int status) throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            if (head.contains("/with")) {
              say(out, "HTTP/1.1 " + status + " Words\nContent-Length: 40\n\n");
              say(out, "HTTP/1.1 200 OK\nContent-Length: 4\n\nevil");
            } else {
              say(out, GOOD);
            }
          }
        });
    try (var other = new RawClient(front.port())) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.request(method, "/service/echo/with", "").head().status())
            .isEqualTo(status);
        assertThat(other.get("/service/echo").answer().body()).isEqualTo("good");
      }
    }
  }

  @Test
  void anAnswerWhoseEndCannotBeKnownIsNone() throws Exception {
    answering("a", "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n1\nx\n0\n\n");
    var answer = client.get("/service/echo").answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("another Transfer-Encoding than chunked");
  }

  @Test
  void oldFormsOfHeadersAreUnderstood() throws Exception {
    answering("a", "HTTP/1.1 200 OK\nX-A: one\n two\nX-B : three\nContent-Length: 4\n\ngood");
    var answer = client.get("/service/echo").answer();
    assertThat(answer.header("X-A").getFirst()).matches("one +two");
    assertThat(answer.header("X-B")).containsExactly("three");
    assertThat(answer.body()).isEqualTo("good");
  }

  @Test
  void aClientMayEndWhatItSaysBeforeItsAnswerComes() throws Exception {
    answering("a", GOOD);
    client.get("/service/echo").socket().shutdownOutput();
    assertThat(client.answer().body()).isEqualTo("good");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void aLongDownloadLeavesOthersTheirTurn() throws Exception {
    var over = new CountDownLatch(1);
    node(
        "a",
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            if (head.contains("/long")) {
              say(out, "HTTP/1.1 200 OK\n\n");
              var piece = new byte[64 * 1024];
              while (over.getCount() > 0) {
                out.write(piece);
              }
              return;
            }
            say(out, GOOD);
          }
        });
    var taker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var other = new RawClient(front.port()).get("/service/echo/long")) {
                    assertThat(other.head().status()).isEqualTo(200);
                    while (!other.chunk().isEmpty()) {
                      // takes what comes
                    }
                  } catch (IOException e) {
                    // over
                  }
                });
    Await.until("the download runs", () -> direct.traffic().inFlight() == 1);
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/service/echo").answer().body()).isEqualTo("good");
    }
    over.countDown();
    taker.join();
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void anAnswerWithoutABodyHasNone(int status) throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          while (head(in)) {
            say(out, "HTTP/1.1 " + status + " Words\nETag: \"x\"\n\n");
          }
        });
    for (int i = 0; i < 2; i++) {
      var answer = client.get("/service/echo").answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("ETag")).containsExactly("\"x\"");
      assertThat(answer.header("Transfer-Encoding")).isEmpty();
      assertThat(answer.header("Content-Length")).isEmpty();
    }
  }

  @Test
  void hintsBeforeAnAnswerAreNotTakenForIt() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          while (head(in)) {
            say(out, "HTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 102 Processing\n\n" + GOOD);
          }
        });
    for (int i = 0; i < 2; i++) {
      var answer = client.get("/service/echo").answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Link")).isEmpty();
      assertThat(answer.body()).isEqualTo("good");
    }
  }

  @Test
  void eachPieceOfAStreamComesBeforeTheNextIsSent() throws Exception {
    var seen = new LinkedBlockingQueue<String>();
    node(
        "a",
        (in, out, socket) -> {
          while (head(in)) {
            say(out, CHUNKED.replace("\n\n", "\nTrailer: X-Sum, Content-Length\n\n"));
            for (int i = 0; i < 3; i++) {
              say(out, "7\ndata: " + i + "\n");
              assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("data: " + i);
            }
            say(out, "0\nX-Sum: 3\nContent-Length: 9\n\n");
          }
        });
    for (int round = 0; round < 2; round++) {
      client.get("/service/echo");
      var head = client.head();
      assertThat(head.header("Transfer-Encoding")).containsExactly("chunked");
      assertThat(head.header("Trailer")).containsExactly("X-Sum");
      for (var piece = client.chunk(); !piece.isEmpty(); piece = client.chunk()) {
        seen.add(piece);
      }
      assertThat(client.fieldsAfterChunks()).containsOnlyKeys("X-Sum");
    }
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\n\n", "HTTP/1.0 200 OK\n\n"})
  void anAnswerMayLastUntilTheNodeCloses(String head) throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          if (head(in)) {
            say(out, head + "all of it");
          }
        });
    for (int i = 0; i < 2; i++) {
      assertThat(client.get("/service/echo").answer().body()).isEqualTo("all of it");
    }
  }

  @Test
  void aNodeThatClosesWithItsAnswerIsConnectedToAgain() throws Exception {
    var node =
        node(
            "a",
            (in, out, socket) -> {
              if (head(in)) {
                say(
                    out,
                    "HTTP/1.1 200 OK\nConnection: x-hop, close\nX-Hop: 1\n"
                        + "Content-Length: 4\n\ngood");
              }
            });
    for (int i = 0; i < 3; i++) {
      var answer = client.get("/service/echo").answer();
      assertThat(answer.body()).isEqualTo("good");
      assertThat(answer.header("X-Hop")).as("a header of the node's connection").isEmpty();
      assertThat(answer.header("Connection")).isEmpty();
    }
    assertThat(node.connections()).hasSize(3);
  }

  @Test
  void aConnectionThatTheNodeHasClosedCarriesNothing() throws Exception {
    var node = answering("a", GOOD);
    assertThat(client.post("/service/echo", "x").answer().body()).isEqualTo("good");
    node.connections().getFirst().close();
    Await.until(
        "the close is noticed",
        () -> {
          var answer = client.post("/service/echo", "x").answer();
          return answer.body().equals("good") && node.connections().size() == 2;
        });
  }

  @Test
  void whatIsEndedAsARequestComesIsAskedOnceMoreIfThatDoesNoHarm() throws Exception {
    var node =
        node(
            "a",
            (in, out, socket) -> {
              read(in);
              say(out, GOOD);
              read(in);
            });
    for (int i = 1; i < 5; i++) {
      assertThat(client.get("/service/echo").answer().body()).isEqualTo("good");
      assertThat(node.connections()).hasSize(i);
    }
    assertThat(client.post("/service/echo", "x").answer().status()).isEqualTo(502);
    assertThat(direct.had()).containsExactly("a 0 5 1");
    assertThat(direct.traffic().of("echo").retries()).isZero();
  }

  @Test
  void aLargeAnswerComesWholeAndDoesNotWaitInMemory() throws Exception {
    var sent = new AtomicLong();
    var size = 64L << 20;
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          say(out, "HTTP/1.1 200 OK\nContent-Length: " + size + "\n\n");
          var piece = new byte[64 * 1024];
          for (long left = size; left > 0; left -= piece.length) {
            out.write(piece);
            sent.addAndGet(piece.length);
          }
        });
    client.get("/service/echo");
    assertThat(client.head().status()).isEqualTo(200);
    assertThat(Await.steady(sent::get)).as("sent to who takes nothing").isLessThan(size / 4);
    assertThat(client.in().readNBytes((int) size)).hasSize((int) size);
    assertNothingInFlight();
  }

  @Test
  void aClientThatLeavesEndsItsCallAtOnce() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CompletableFuture<Long>();
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          began.countDown();
          assertThat(in.read()).isNegative();
          ended.complete(System.nanoTime());
        });
    client.get("/service/echo");
    assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    var left = System.nanoTime();
    client.close();
    assertThat(Duration.ofNanos(ended.get(20, TimeUnit.SECONDS) - left))
        .isLessThan(Duration.ofSeconds(3));
    assertNothingInFlight();
    assertThat(direct.had()).as("it is nobody's fault").containsExactly("a 0 1 0");
  }

  @Test
  void aClientThatLeavesWithinAStreamEndsIt() throws Exception {
    var ended = new CompletableFuture<Boolean>();
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          say(out, CHUNKED);
          try {
            while (true) {
              say(out, "400\n" + "x".repeat(1024) + "\n");
            }
          } catch (IOException e) {
            ended.complete(true);
          }
        });
    client.get("/service/echo");
    assertThat(client.head().status()).isEqualTo(200);
    client.close();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
    assertNothingInFlight();
  }

  @Test
  void anAnswerThatBreaksOffIsBrokenOff() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          say(out, "HTTP/1.1 200 OK\nContent-Length: 100\n\nsome");
          Await.until("it has been passed on", () -> requests.poll() != null);
        });
    client.get("/service/echo");
    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.in().readNBytes(4)).asString().isEqualTo("some");
    requests.add("seen");
    assertThat(client.isEnded()).isTrue();
    assertNothingInFlight();
    assertThat(direct.had()).containsExactly("a 0 1 1");
    assertThat(direct.traffic().of("echo").failures()).isOne();
  }

  @Test
  void aStreamThatBreaksOffHasNoEnd() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          say(out, CHUNKED + "4\nsome\n");
          Await.until("it has been passed on", () -> requests.poll() != null);
        });
    client.get("/service/echo");
    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.chunk()).isEqualTo("some");
    requests.add("seen");
    assertThatThrownBy(client::chunk).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\nContent-Le", "nonsense\n\n", "HTTP/1.1 101 Switching\n\n"})
  void anotherNodeServesWhatOneBrokeOff(String said) throws Exception {
    broken("a", said);
    broken("b", said);
    answering("c", GOOD);
    for (int i = 0; i < 5; i++) {
      assertThat(client.get("/service/echo").answer().body()).isEqualTo("good");
    }
    assertNothingInFlight();
    assertThat(direct.traffic().of("echo").retries()).isPositive();
    assertThat(direct.traffic().of("echo").failures()).isZero();
  }

  private void broken(String name, String said) throws IOException {
    node(
        name,
        (in, out, socket) -> {
          head(in);
          say(out, said);
        });
  }

  @Test
  void whatMayHaveBeenDoneIsNotDoneAgain() throws Exception {
    var calls = new AtomicInteger();
    TestNode.Conversation breaksOff =
        (in, out, socket) -> {
          read(in);
          calls.incrementAndGet();
        };
    node("a", breaksOff);
    node("b", breaksOff);
    var answer = client.post("/service/echo", "x").answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("X-RMA-Error")).containsExactly("urn:rma:problem:upstream-failed");
    assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
    assertThat(answer.body()).contains("asked by the coordinator, broke off before it answered");
    assertThat(calls).hasValue(1);
    assertNothingInFlight();
    answering("a", GOOD);
    answering("b", GOOD);
    assertThat(client.post("/service/echo", "x").answer().body())
        .as("the connection goes on")
        .isEqualTo("good");
  }

  @Test
  void whatSaysThatItMayBeDoneAgainIs() throws Exception {
    broken("a", "");
    answering("b", GOOD);
    for (int i = 0; i < 5; i++) {
      var answer = client.post("/service/echo", "x", "Idempotency-Key: " + i).answer();
      assertThat(answer.body()).isEqualTo("good");
      assertThat(requests.take()).contains("Idempotency-Key: " + i).endsWith("\n\nx");
    }
  }

  @Test
  void whoCannotBeConnectedToHasHadNothing() throws Exception {
    try (var nobody = new ServerSocket(0)) {
      direct.nodes().put("a", URI.create("http://127.0.0.1:" + nobody.getLocalPort()));
    }
    answering("b", GOOD);
    for (int i = 0; i < 5; i++) {
      assertThat(client.post("/service/echo", "x").answer().body()).isEqualTo("good");
    }
    assertThat(direct.told()).contains("unreachable a").doesNotContain("failed a");
    assertNothingInFlight();
  }

  @Test
  void whenNobodyCanBeConnectedToTheLastOnesTroubleIsTold() throws Exception {
    try (var nobody = new ServerSocket(0)) {
      direct.nodes().put("a", URI.create("http://127.0.0.1:" + nobody.getLocalPort()));
    }
    var answer = client.get("/service/echo").answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("cannot be connected to");
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(strings = {"502 Bad", "503 Away", "504 Late"})
  void anotherNodeIsAskedWhenOneRefuses(String refusal) throws Exception {
    answering("a", "HTTP/1.1 " + refusal + "\nContent-Length: 3\n\nbad");
    answering("b", GOOD);
    for (int i = 0; i < 5; i++) {
      assertThat(client.get("/service/echo").answer().body()).isEqualTo("good");
    }
    assertThat(direct.told()).contains("failed a");
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 3\n\nbad", "Transfer-Encoding: chunked\n\nZZZ"})
  void whatComesInsteadOfARefusalComesToItsEnd(String rest) throws Exception {
    answering("a", "HTTP/1.1 503 Away\n" + rest);
    node(
        "b",
        (in, out, socket) -> {
          while (head(in)) {
            say(out, "HTTP/1.1 200 OK\nContent-Length: 8\n\ngood");
            assertThat(requests.poll(20, TimeUnit.SECONDS)).isNotNull();
            say(out, "more");
          }
        });
    for (int i = 0; i < 5; i++) {
      client.get("/service/echo");
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.in().readNBytes(4)).asString().isEqualTo("good");
      requests.add("seen");
      assertThat(client.in().readNBytes(4)).asString().isEqualTo("more");
      requests.clear(); // what the other one had
    }
    assertNothingInFlight();
    assertThat(direct.had()).allMatch(it -> !it.startsWith("b ") || it.endsWith(" 0"));
  }

  @Test
  void theOnlyNodesRefusalIsPassedOn() throws Exception {
    answering("a", "HTTP/1.1 503 Full\nRetry-After: 7\nContent-Length: 4\n\nfull");
    var answer = client.get("/service/echo").answer();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).containsExactly("7");
    assertThat(answer.body()).isEqualTo("full");
    assertNothingInFlight();
  }

  @Test
  void aNodeThatIsSilentForTooLongIsNotWaitedFor() throws Exception {
    node("a", (in, out, socket) -> assertThat(in.lines().count()).isNegative());
    var answer = client.post("/service/echo", "x").answer();
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("was silent for too long");
    assertNothingInFlight();
  }

  @Test
  void aStreamThatFallsSilentIsCut() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          say(out, CHUNKED + "4\nsome\n");
          assertThat(in.read()).isNegative();
        });
    client.get("/service/echo");
    assertThat(client.head().status()).isEqualTo(200);
    assertThat(client.chunk()).isEqualTo("some");
    assertThat(client.isEnded()).isTrue();
    assertNothingInFlight();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS /service/echo HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\nHost: x\r\nOrigin: http://page\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\nHost: x\r\nX-RMA-Session: 1\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\nHost: x\r\nCookie: rma_session=1\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Connection: Upgrade\r\n"
            + "Upgrade: websocket\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "POST /service/echo HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Length: 1\r\n"
            + "Expect: 100-continue\r\n\r\n",
        "POST /service/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
        "POST /service/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /service/echo HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET /service/a/../b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /service/echo HTTP/1.0\r\nHost: x\r\n\r\n"
      })
  void allElseIsTheContainers(String bytes) throws Exception {
    answering("a", GOOD);
    assertThat(client.get("/service/echo").answer().body()).isEqualTo("good");
    assertIsTheContainers(client.send(bytes).answer());
    assertIsTheContainers(client.get("/service/echo").answer()); // from now on
    assertThat(requests).hasSize(1);
  }

  @Test
  void whatFollowsACallAtOnceMayBeTheContainers() throws Exception {
    answering("a", GOOD);
    client.send(
        "GET /service/echo HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.answer().body()).isEqualTo("good");
    assertIsTheContainers(client.answer());
  }

  @Test
  void aCallThatNobodyCanTakeIsTheContainers() throws Exception {
    assertIsTheContainers(client.get("/service/echo").answer());
    assertNothingInFlight();
  }

  @Test
  void aCallForANodeThatSpeaksTlsIsTheContainers() throws Exception {
    direct.nodes().put("a", URI.create("https://127.0.0.1:1"));
    assertIsTheContainers(client.get("/service/echo").answer());
    assertNothingInFlight();
  }

  @Test
  void aCallForAFewNodesOfWhichOneSpeaksTlsIsTheContainers() throws Exception {
    answering("a", GOOD);
    direct.nodes().put("b", URI.create("https://127.0.0.1:1"));
    assertIsTheContainers(client.get("/service/echo").answer());
    assertThat(requests).isEmpty();
  }

  @Test
  void moreCallsThanMayBeServedAreTheContainers() throws Exception {
    var go = new CountDownLatch(1);
    node(
        "a",
        (in, out, socket) -> {
          while (head(in)) {
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            say(out, GOOD);
          }
        });
    var clients = new ArrayList<RawClient>();
    for (int i = 0; i < 10; i++) {
      clients.add(new RawClient(front.port()).get("/service/echo"));
    }
    Await.until("ten are in flight", () -> direct.traffic().inFlight() == 10);
    assertIsTheContainers(client.get("/service/echo").answer());
    go.countDown();
    for (var each : clients) {
      assertThat(each.answer().body()).isEqualTo("good");
      each.close();
    }
    assertNothingInFlight();
  }

  @Test
  void afterLeaveIsTakenAConnectionEndsWithItsAnswer() throws Exception {
    var go = new CountDownLatch(1);
    node(
        "a",
        (in, out, socket) -> {
          head(in);
          assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
          say(out, GOOD);
        });
    client.get("/service/echo");
    Await.until("it is in flight", () -> direct.traffic().inFlight() == 1);
    front.takeLeave();
    go.countDown();
    var answer = client.answer();
    assertThat(answer.body()).isEqualTo("good");
    assertThat(answer.header("Connection")).containsExactly("close");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void whenTheProgramEndsCallsInProgressAreTold() throws Exception {
    node(
        "a",
        (in, out, socket) -> {
          if (read(in).startsWith("GET /service/echo/begun ")) {
            say(out, CHUNKED + "4\nsome\n");
          }
          assertThat(in.read()).isNegative();
        });
    try (var begun = new RawClient(front.port()).get("/service/echo/begun")) {
      assertThat(begun.head().status()).isEqualTo(200);
      assertThat(begun.chunk()).isEqualTo("some");
      client.get("/service/echo");
      Await.until("both are in flight", () -> direct.traffic().inFlight() == 2);
      front.takeLeave();
      front.close();
      var answer = client.answer();
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).contains("is stopping, and the call took longer than it waits");
      assertThat(answer.header("Connection")).containsExactly("close");
      assertThatThrownBy(begun::chunk).isInstanceOf(EOFException.class);
    }
    assertNothingInFlight();
    assertThat(direct.traffic().of("echo").failures()).isEqualTo(2);
  }

  @Test
  void manyClientsAtOnceEachGetTheirOwn() throws Exception {
    TestNode.Conversation echo =
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            var path = head.split(" ")[1];
            say(out, CHUNKED + Integer.toHexString(path.length()) + "\n" + path + "\n0\n\n");
          }
        };
    node("a", echo);
    node("b", echo);
    var wrong = new LinkedBlockingQueue<String>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 40; i++) {
      var number = i;
      threads.add(Thread.ofVirtual().start(() -> callOften(number, wrong)));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertNothingInFlight();
  }

  private void callOften(int number, BlockingQueue<String> wrong) {
    for (int i = 0; i < 20; i++) {
      try (var own = new RawClient(front.port())) {
        for (int j = 0; j < 10; j++) {
          var path = "/service/echo/%d/%d/%d".formatted(number, i, j);
          var body = own.get(path).answer().body();
          if (body.equals("the container")) {
            break;
          }
          if (!body.equals(path)) {
            wrong.add(path + ": " + body);
          }
        }
      } catch (IOException e) {
        wrong.add(e.toString());
      }
    }
  }

  @Test
  void whateverANodeSaysAClientGetsWholeAnswersOrAnEnd() throws Exception {
    var templates =
        List.of(
            "HTTP/1.1 200 OK\nContent-Length: 4\nX-A: b\n\nevil",
            CHUNKED + "4\nevil\n3;x=y\nabc\n0\nX-T: 1\n\n",
            "HTTP/1.1 200 OK\nConnection: close\n\nevil",
            "HTTP/1.1 204 None\nETag: x\n\n",
            "HTTP/1.1 103 Hints\nLink: x\n\nHTTP/1.1 404 Not\nContent-Length: 4\n\nevil");
    node(
        "a",
        (in, out, socket) -> {
          for (var head = read(in); !head.isEmpty(); head = read(in)) {
            var path = head.split(" ")[1];
            if (!path.startsWith("/service/echo/bad")) {
              say(out, "HTTP/1.1 200 OK\nContent-Length: " + path.length() + "\n\n" + path);
              continue;
            }
            var random = new Random(path.hashCode());
            var said = changed(templates.get(random.nextInt(templates.size())), random);
            var cut = random.nextInt(said.length() + 1);
            out.write(said.substring(0, cut).getBytes(StandardCharsets.ISO_8859_1));
            out.write(said.substring(cut).getBytes(StandardCharsets.ISO_8859_1));
            if (random.nextBoolean()) {
              return;
            }
            socket.setSoTimeout(10); // it may wait for what never comes
          }
        });
    var statuses = new TreeSet<Integer>();
    for (int i = 0; i < 1_000; i++) {
      try {
        statuses.add(client.get("/service/echo/bad/" + i).answer().status());
      } catch (EOFException e) {
        client.close();
        client = new RawClient(front.port());
      }
      var path = "/service/echo/good/" + i;
      var answer = client.get(path).answer();
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(path);
    }
    assertThat(statuses).contains(200, 204, 404, 502);
    assertThat(container.requests()).isZero();
    assertNothingInFlight();
  }

  private static String changed(String template, Random random) {
    var text = new StringBuilder(template.replace("\n", "\r\n"));
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      var at = random.nextInt(text.length());
      var mark = "\r\n :;09aF\0Z".charAt(random.nextInt(12));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, mark);
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, mark);
      }
    }
    return text.toString();
  }
}
