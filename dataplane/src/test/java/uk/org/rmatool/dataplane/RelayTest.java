package uk.org.rmatool.dataplane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.dataplane.transport.BrokenOffException;
import uk.org.rmatool.dataplane.transport.CallFailedException;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;
import uk.org.rmatool.dataplane.transport.TestTransport;
import uk.org.rmatool.platform.client.NodeAddresses;
import uk.org.rmatool.platform.servlet.Recorded;

@Timeout(20)
class RelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Patience where the upstream is silent. */
  private static final Duration SILENCE = Duration.ofMillis(400);

  private final TestTransport transport = new TestTransport(PATIENCE);
  private final Relay relay = new Relay(transport.transport(), Throttle.NONE);
  private final AtomicBoolean started = new AtomicBoolean();

  @AfterEach
  void stop() {
    transport.close();
  }

  /** An upstream that is given one connection and says of it what it likes. */
  private interface Conversation {
    void hold(Socket client) throws Exception;
  }

  private static final class Played implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0);
    final CompletableFuture<Void> done = new CompletableFuture<>();

    Played(Conversation conversation) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var client = listener.accept()) {
                  conversation.hold(client);
                  done.complete(null);
                } catch (Exception e) {
                  done.completeExceptionally(e);
                }
              });
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  /** Reads up to the empty line. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
    }
    return head.toString(ISO_8859_1);
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.replace("\n", "\r\n").getBytes(UTF_8));
    client.getOutputStream().flush();
  }

  private int forward(Recorded.Exchange exchange, URI base, String path) throws Exception {
    return forward(relay, exchange, base, path);
  }

  private int forward(Relay by, Recorded.Exchange exchange, URI base, String path)
      throws Exception {
    var in = exchange.request();
    try (var answer =
        by.send(new Upstream("node", base, path), in, RequestBody.of(in), "router", Map.of())) {
      started.set(true);
      by.deliver(answer, exchange.response());
      return answer.status();
    } catch (BrokenOffException e) {
      throw e.reason();
    }
  }

  private static Recorded.Exchange exchange(String method) {
    return new Recorded.Exchange(method, "/", Map.of());
  }

  @Test
  void aCallReachesTheUpstreamAsItWasSentAndItsAnswerComesBackAsItIs() throws Exception {
    var heard = new CompletableFuture<String>();
    try (var upstream =
        new Played(
            client -> {
              var head = head(client.getInputStream());
              heard.complete(head + new String(client.getInputStream().readNBytes(5), UTF_8));
              say(client, "HTTP/1.1 418 Teapot\nX-A: 1\nX-A: 2\nContent-Length: 3\n\nabc");
            })) {
      var exchange =
          new Recorded.Exchange("PATCH", "/", Map.of("X-Mine", "yes", "Host", "rma.example"))
              .with("hello".getBytes(UTF_8));
      assertThat(forward(exchange, upstream.address(), "/a%2Fb//c;d=1/%20|?q=\"x\"&y"))
          .isEqualTo(418);
      assertThat(heard.get())
          .startsWith("PATCH /a%2Fb//c;d=1/%20|?q=\"x\"&y HTTP/1.1\r\n")
          .contains("\r\nX-Mine: yes\r\n")
          .contains("\r\nHost: 127.0.0.1:")
          .contains("\r\nX-Forwarded-Host: rma.example\r\n")
          .contains("\r\nVia: 1.1 router-")
          .contains("\r\nContent-Length: 5\r\n")
          .doesNotContain("User-Agent")
          .doesNotContain("Accept-Encoding")
          .endsWith("\r\n\r\nhello");
      assertThat(exchange.status()).isEqualTo(418);
      assertThat(exchange.headers("X-A")).containsExactly("1", "2");
      assertThat(exchange.announcedLength()).isEqualTo(3);
      assertThat(exchange.text()).isEqualTo("abc");
      assertThat(started).isTrue();
    }
  }

  @Test
  void thePathOfTheUpstreamsAddressComesFirst() throws Exception {
    var heard = new CompletableFuture<String>();
    try (var upstream =
        new Played(
            client -> {
              heard.complete(head(client.getInputStream()));
              say(client, "HTTP/1.1 204 No Content\n\n");
            })) {
      assertThat(forward(exchange("DELETE"), URI.create(upstream.address() + "/base"), "/x"))
          .isEqualTo(204);
      assertThat(heard.get()).startsWith("DELETE /base/x HTTP/1.1\r\n");
    }
  }

  @Test
  void redirectsCookiesAndCompressedBodiesAreTheClientsBusiness() throws Exception {
    var packed = new byte[] {31, -117, 8, 0, 1, 2, 3};
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(
                  client,
                  "HTTP/1.1 302 Found\nLocation: /elsewhere\nSet-Cookie: a=1\nSet-Cookie: b=2\n"
                      + "Content-Encoding: gzip\nContent-Length: 7\n\n");
              client.getOutputStream().write(packed);
            })) {
      var exchange = exchange("GET");
      assertThat(forward(exchange, upstream.address(), "/")).isEqualTo(302);
      assertThat(exchange.header("Location")).isEqualTo("/elsewhere");
      assertThat(exchange.headers("Set-Cookie")).containsExactly("a=1", "b=2");
      assertThat(exchange.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(exchange.body()).isEqualTo(packed);
    }
  }

  @Test
  void theAnswerToHeadKeepsItsLengthAndHasNoBody() throws Exception {
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, "HTTP/1.1 200 OK\nContent-Length: 12345\n\n");
            })) {
      var exchange = exchange("HEAD");
      assertThat(forward(exchange, upstream.address(), "/")).isEqualTo(200);
      assertThat(exchange.announcedLength()).isEqualTo(12_345);
      assertThat(exchange.body()).isEmpty();
    }
  }

  @Test
  void eachPieceOfAnAnswerReachesTheClientBeforeTheNextIsSaid() throws Exception {
    var received = new ByteArrayOutputStream();
    var first = new CountDownLatch(1);
    var reader =
        new OutputStream() {
          @Override
          public void write(int b) {
            received.write(b);
          }

          @Override
          public void flush() {
            if (received.size() > 0) {
              first.countDown();
            }
          }
        };
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\none\n");
              assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
              say(client, "3\ntwo\n0\n\n");
            })) {
      forward(exchange("GET").to(reader), upstream.address(), "/");
      upstream.done.get();
      assertThat(received.toString(UTF_8)).isEqualTo("onetwo");
    }
  }

  @Test
  void eachPieceOfARequestReachesTheUpstreamBeforeTheNextIsSent() throws Exception {
    var heard = new CountDownLatch(1);
    var client = new PipedOutputStream();
    try (var body = new PipedInputStream(client);
        var upstream =
            new Played(
                socket -> {
                  head(socket.getInputStream());
                  assertThat(new String(socket.getInputStream().readNBytes(8), UTF_8))
                      .isEqualTo("3\r\none\r\n");
                  heard.countDown();
                  assertThat(new String(socket.getInputStream().readNBytes(13), UTF_8))
                      .isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
                  say(socket, "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
                })) {
      var sender =
          CompletableFuture.runAsync(
              () -> {
                try (client) {
                  client.write("one".getBytes(UTF_8));
                  client.flush();
                  assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
                  client.write("two".getBytes(UTF_8));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(forward(exchange("POST").with(body), upstream.address(), "/")).isEqualTo(200);
      sender.get();
      upstream.done.get();
    }
  }

  @Test
  void aBodyOfHttp2IsPassedOnThoughNothingAnnouncesIt() throws Exception {
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              assertThat(new String(client.getInputStream().readNBytes(13), UTF_8))
                  .isEqualTo("3\r\none\r\n0\r\n\r\n");
              say(client, "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            })) {
      var body = new ByteArrayInputStream("one".getBytes(UTF_8));
      var exchange = exchange("POST").with(body).overHttp2();
      assertThat(forward(exchange, upstream.address(), "/")).isEqualTo(200);
      upstream.done.get();
    }
  }

  @Test
  void aRefusalBeforeTheWholeBodyWasReadReachesTheClient() throws Exception {
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, "HTTP/1.1 413 Too Large\nContent-Length: 4\nConnection: close\n\nmuch");
              client.shutdownOutput();
              client.getInputStream().transferTo(OutputStream.nullOutputStream());
            })) {
      var exchange = exchange("POST").with(new byte[8 * 1024 * 1024]);
      assertThat(forward(exchange, upstream.address(), "/")).isEqualTo(413);
      assertThat(exchange.text()).isEqualTo("much");
    }
  }

  @Test
  void aClientThatLeavesEndsTheCallAtTheUpstream() throws Exception {
    var gone = new CountDownLatch(1);
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n");
              try {
                while (true) {
                  say(client, "5\ntoken\n");
                }
              } catch (IOException e) {
                gone.countDown();
              }
            })) {
      var leaves =
          new OutputStream() {
            private int left = 100_000;

            @Override
            public void write(int b) throws IOException {
              if (--left < 0) {
                throw new IOException("the client left");
              }
            }
          };
      assertThatThrownBy(() -> forward(exchange("GET").to(leaves), upstream.address(), "/"))
          .isInstanceOf(IOException.class)
          .hasMessage("the client left");
      assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A body of which some comes before this. */
  private static InputStream breakingOff(IOException reason) {
    return new SequenceInputStream(
        new ByteArrayInputStream("part".getBytes(UTF_8)),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw reason;
          }
        });
  }

  /** What an upstream hears of a call before its connection is reset or ends. */
  private String heardOf(Recorded.Exchange exchange, Class<? extends Exception> failure)
      throws Exception {
    var heard = new ByteArrayOutputStream();
    try (var upstream =
        new Played(
            client -> {
              try {
                client.getInputStream().transferTo(heard);
              } catch (SocketException e) {
                // reset, as it should be
              }
            })) {
      assertThatThrownBy(() -> forward(exchange, upstream.address(), "/")).isInstanceOf(failure);
      upstream.done.get();
    }
    return heard.toString(UTF_8);
  }

  @Test
  void aClientThatLeavesWithinItsBodyLeavesTheUpstreamNoWholeRequest() throws Exception {
    var heard =
        heardOf(exchange("POST").with(breakingOff(new EOFException("left"))), EOFException.class);
    assertThat(heard).doesNotEndWith("0\r\n\r\n");
    assertThat(started).isFalse();
  }

  @Test
  void aBodyShorterThanItWasSaidToBeIsBrokenOff() throws Exception {
    var exchange = exchange("POST").with(new ByteArrayInputStream("part".getBytes(UTF_8)), 10);
    assertThat(heardOf(exchange, EOFException.class)).doesNotContain("Transfer-Encoding");
  }

  @Test
  void aClientThatFallsSilentWithinItsBodyIsNotTheUpstreamsSilence() throws Exception {
    var exchange = exchange("POST").with(breakingOff(new SocketTimeoutException("read")));
    var heard = heardOf(exchange, SocketTimeoutException.class);
    assertThat(heard).doesNotEndWith("0\r\n\r\n");
  }

  @Test
  void anUpstreamThatTakesNoConnectionGotNothing() throws Exception {
    try (var notListening = new Socket()) {
      notListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var closed = URI.create("http://127.0.0.1:" + notListening.getLocalPort());
      assertFails(closed, Failure.NOT_CONNECTED, "cannot be connected to");
    }
    assertThat(started).isFalse();
  }

  @Test
  void aNameThatNobodyHasCannotBeConnectedTo() {
    assertFails(
        URI.create("http://no-such-host.invalid:80"),
        Failure.NOT_CONNECTED,
        "cannot be connected to");
  }

  @Test
  void anUpstreamWhoseNameLeadsWhereNoNodeCanBeIsNotConnectedTo() throws Exception {
    var metadata = InetAddress.getByName("169.254.169.254");
    var itsTransport =
        new TestTransport(PATIENCE, new NodeAddresses(host -> new InetAddress[] {metadata}));
    var careful = new Relay(itsTransport.transport(), Throttle.NONE);
    assertThatThrownBy(
            () -> forward(careful, exchange("GET"), URI.create("http://rebound.example:80"), "/"))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.NOT_CONNECTED);
              assertThat(e.reason()).contains("rebound.example leads to 169.254.169.254");
            });
    itsTransport.close();
  }

  @Test
  void anUpstreamThatIsSilentTimesOut() throws Exception {
    var over = new CountDownLatch(1);
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              over.await();
            })) {
      assertTimesOut(upstream.address());
      over.countDown();
    }
  }

  @Test
  void anUpstreamThatFallsSilentWithinItsAnswerTimesOut() throws Exception {
    var over = new CountDownLatch(1);
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, "HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf");
              over.await();
            })) {
      assertTimesOut(upstream.address());
      over.countDown();
      assertThat(started).isTrue();
    }
  }

  @Test
  void anUpstreamThatBreaksOffIsBroken() throws Exception {
    for (var answer :
        Arrays.asList(
            "HTTP/1.1 200 OK\nContent-Length: 10\n\nhalf",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhal",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nnonsense\n")) {
      assertAnswerFails(answer, Failure.BROKEN, "broke off");
    }
  }

  @Test
  void anUpstreamThatDoesNotSpeakHttpIsBroken() throws Exception {
    assertAnswerFails("SSH-2.0-OpenSSH\n\n", Failure.BROKEN, "does not speak HTTP");
  }

  @Test
  void anUpstreamThatClosesWithoutAWordGaveNoAnswer() throws Exception {
    assertAnswerFails("", Failure.NO_ANSWER, "broke off before it answered");
  }

  private void assertAnswerFails(String answer, Failure failure, String reason) throws Exception {
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              say(client, answer);
            })) {
      assertFails(upstream.address(), failure, reason);
    }
  }

  private void assertTimesOut(URI upstream) {
    try (var impatient = new TestTransport(SILENCE)) {
      var by = new Relay(impatient.transport(), Throttle.NONE);
      assertFails(by, upstream, Failure.TIMED_OUT, "silent");
    }
  }

  private void assertFails(URI upstream, Failure failure, String reason) {
    assertFails(relay, upstream, failure, reason);
  }

  private void assertFails(Relay by, URI upstream, Failure failure, String reason) {
    assertThatThrownBy(() -> forward(by, exchange("GET"), upstream, "/"))
        .isInstanceOfSatisfying(
            CallFailedException.class,
            e -> {
              assertThat(e.failure()).isEqualTo(failure);
              assertThat(e.reason()).contains(reason);
            });
  }

  @Test
  void bothBodiesPassTheThrottleBeforeTheyGoOn() throws Exception {
    var passed = new AtomicLong();
    var held = new Relay(transport.transport(), passed::addAndGet);
    try (var upstream =
        new Played(
            client -> {
              head(client.getInputStream());
              client.getInputStream().readNBytes(5);
              say(client, "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc");
            })) {
      var exchange = exchange("POST").with("hello".getBytes(UTF_8));
      assertThat(forward(held, exchange, upstream.address(), "/")).isEqualTo(200);
      assertThat(passed).hasValue(8);
    }
  }
}
