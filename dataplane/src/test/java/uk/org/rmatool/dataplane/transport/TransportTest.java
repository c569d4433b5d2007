package uk.org.rmatool.dataplane.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static uk.org.rmatool.dataplane.transport.TestNode.answerEach;
import static uk.org.rmatool.dataplane.transport.TestNode.head;
import static uk.org.rmatool.dataplane.transport.TestNode.say;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.org.rmatool.dataplane.transport.CallFailedException.Failure;

@Timeout(20)
class TransportTest {
  private final TestTransport transport = new TestTransport(Duration.ofSeconds(5));

  @AfterEach
  void stop() {
    transport.close();
  }

  private static ClassicHttpRequest get(String path) {
    var request = new BasicClassicHttpRequest("GET", "/");
    request.setPath(path);
    return request;
  }

  private static ClassicHttpRequest post(HttpEntity body) {
    var request = new BasicClassicHttpRequest("POST", "/");
    request.setEntity(body);
    request.setHeader("Transfer-Encoding", "chunked");
    return request;
  }

  private String text(URI node, ClassicHttpRequest request) throws Exception {
    try (var answer = transport.transport().send(node, request)) {
      return new String(answer.body().readAllBytes(), US_ASCII);
    }
  }

  /** A body whose pieces come when the test gives them; an empty one is its end. */
  private static final class Pieces extends AbstractHttpEntity {
    final SynchronousQueue<String> pieces = new SynchronousQueue<>();

    Pieces() {
      super((ContentType) null, null);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.flush();
      try {
        for (var piece = pieces.take(); !piece.isEmpty(); piece = pieces.take()) {
          if (piece.equals("break")) {
            throw new BrokenOffException(new IOException("the client is gone"));
          }
          out.write(piece.getBytes(US_ASCII));
          out.flush();
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public boolean isStreaming() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void aConnectionCarriesOneCallAfterAnother() throws Exception {
    try (var node = new TestNode(TestNode::answerEach)) {
      for (int i = 0; i < 3; i++) {
        assertThat(text(node.address(), get("/"))).isEqualTo("ok");
      }
      assertThat(node.connections()).hasSize(1);
    }
  }

  @Test
  void whatTheOtherSideHasClosedMeanwhileIsNotUsedAgain() throws Exception {
    var ended = new SynchronousQueue<String>();
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
              socket.shutdownOutput();
              ended.put("that");
            })) {
      for (int i = 0; i < 20; i++) {
        assertThat(text(node.address(), post(new StringEntity("x")))).isEqualTo("ok");
        assertThat(ended.take()).isEqualTo("that");
      }
    }
  }

  /** Answers the first call on each connection, and ends it when the second one comes. */
  private static void answerOnce(BufferedReader in, OutputStream out, Socket socket)
      throws IOException {
    head(in);
    say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
    head(in);
  }

  @Test
  void whatIsEndedAsARequestComesIsAskedOnceMoreIfThatDoesNoHarm() throws Exception {
    try (var node = new TestNode(TransportTest::answerOnce)) {
      for (int i = 1; i < 5; i++) {
        assertThat(text(node.address(), get("/"))).isEqualTo("ok");
        assertThat(node.connections()).hasSize(i);
      }
      assertThatThrownBy(() -> text(node.address(), post(new StringEntity("x"))))
          .isInstanceOfSatisfying(
              CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NO_ANSWER));
    }
  }

  @Test
  void whoSpeaksUnaskedIsNotBelieved() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nokHTTP/1.1 200 OK\n\n");
              answerEach(in, out, socket);
            })) {
      assertThat(text(node.address(), get("/"))).isEqualTo("ok");
      assertThat(text(node.address(), get("/"))).isEqualTo("ok");
      assertThat(node.connections()).hasSize(2);
    }
  }

  @Test
  void anAnswerMayComeWhileTheBodyIsStillBeingSent() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n");
              for (var size = in.readLine(); !size.equals("0"); size = in.readLine()) {
                say(out, size + "\n" + in.readLine() + "\n");
              }
              say(out, "0\n\n");
            })) {
      var body = new Pieces();
      try (var answer = transport.transport().send(node.address(), post(body))) {
        for (var piece : List.of("one", "two", "three")) {
          body.pieces.put(piece);
          assertThat(new String(answer.body().readNBytes(piece.length()), US_ASCII))
              .isEqualTo(piece);
        }
        body.pieces.put("");
        assertThat(answer.body().read()).isNegative();
      }
    }
  }

  @Test
  void aBodyThatTakesLongerThanPatienceIsNoSilence() throws Exception {
    try (var impatient = new TestTransport(Duration.ofSeconds(1));
        var node =
            new TestNode(
                (in, out, socket) -> {
                  head(in);
                  while (!in.readLine().equals("0")) {
                    in.readLine();
                  }
                  say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
                })) {
      var body = new Pieces();
      var answer =
          CompletableFuture.supplyAsync(
              () -> {
                try (var a = impatient.transport().send(node.address(), post(body))) {
                  return a.status();
                } catch (IOException | CallFailedException e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 0; i < 4; i++) {
        body.pieces.put("x");
        Thread.sleep(600); // together much longer than its patience
      }
      body.pieces.put("");
      assertThat(answer.get()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatBreaksOffIsNeverTakenForAWholeOne() throws Exception {
    var heard = new CompletableFuture<String>();
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\na\n");
              heard.complete(String.join("|", in.lines().toList()));
            })) {
      var body = new Pieces();
      try (var answer = transport.transport().send(node.address(), post(body))) {
        assertThat(answer.body().read()).isEqualTo('a');
        body.pieces.put("half");
        body.pieces.put("break");
        assertThatThrownBy(() -> answer.body().read())
            .isInstanceOf(BrokenOffException.class)
            .hasMessageContaining("the client is gone");
      }
      assertThat(heard.get()).isEqualTo("4|half");
    }
  }

  @Test
  void trailersFollowTheBodyBothWays() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              assertThat(in.lines().limit(5)).containsExactly("1", "x", "0", "Sum: 7", "");
              say(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\na\n0\nGot: 7\n\n");
            })) {
      var body =
          new StringEntity("x", ContentType.TEXT_PLAIN, true) {
            @Override
            public org.apache.hc.core5.function.Supplier<
                    List<? extends org.apache.hc.core5.http.Header>>
                getTrailers() {
              return () -> List.of(new BasicHeader("Sum", "7"));
            }
          };
      try (var answer = transport.transport().send(node.address(), post(body))) {
        assertThat(answer.body().readAllBytes()).hasSize(1);
        assertThat(answer.trailers())
            .singleElement()
            .satisfies(trailer -> assertThat(trailer.getValue()).isEqualTo("7"));
      }
    }
  }

  @Test
  void cancellingEndsTheConnectionWhoeverReadsIt() throws Exception {
    var closed = new CountDownLatch(1);
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n");
              assertThat(in.readLine()).isNull();
              closed.countDown();
            })) {
      try (var answer = transport.transport().send(node.address(), get("/"))) {
        Thread.ofVirtual().start(answer::cancel);
        assertThatThrownBy(() -> answer.body().read()).isInstanceOf(IOException.class);
      }
      closed.await();
    }
  }

  @Test
  void anAnswerThatIsNotReadToItsEndEndsTheConnectionAtOnce() throws Exception {
    var closed = new CountDownLatch(1);
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\nContent-Length: 1000000\n\nhalf");
              assertThat(in.readLine()).isNull();
              closed.countDown();
            })) {
      transport.transport().send(node.address(), get("/")).close();
      closed.await();
    }
  }

  @Test
  void interimAnswersAreNoAnswers() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a>\n\n");
              say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
            })) {
      assertThat(text(node.address(), get("/"))).isEqualTo("ok");
    }
  }

  @Test
  void anEndlessHeadIsRefused() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              say(out, "HTTP/1.1 200 OK\n");
              while (true) {
                say(out, "X-More: " + "x".repeat(1000) + "\n");
              }
            })) {
      assertThatThrownBy(() -> transport.transport().send(node.address(), get("/")))
          .isInstanceOfSatisfying(
              CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.BROKEN));
    }
  }

  @Test
  void aNodeMayBeSilentWhileItCanBeReached() throws Exception {
    try (var node =
        new TestNode(
            (in, out, socket) -> {
              head(in);
              Thread.sleep(1_000); // much longer than until it is asked for
              say(out, "HTTP/1.1 200 OK\nContent-Length: 4\n\nla");
              Thread.sleep(500);
              say(out, "te");
            })) {
      assertThat(text(node.address(), get("/"))).isEqualTo("late");
    }
  }

  @Test
  void aNodeThatTakesNoNewConnectionsMayEndWhatItHas() throws Exception {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var answer = later(() -> text(address(server), get("/")));
    var accepted = new CompletableFuture<Socket>();
    try (server) {
      accepted.complete(server.accept());
    }
    try (var connection = accepted.get()) {
      Thread.sleep(500); // much longer than until it is asked for
      say(connection.getOutputStream(), "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
      assertThat(answer.get()).isEqualTo("ok");
    }
  }

  @Test
  void aNodeThatTheNetworkNoLongerLeadsToIsNotAwaited() throws Exception {
    try (var hasty = new TestTransport(Duration.ofMinutes(5));
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var failure =
          later(
              () ->
                  catchThrowableOfType(
                          CallFailedException.class,
                          () -> hasty.transport().send(address(server), get("/")))
                      .failure());
      try (var connection = server.accept();
          var fillers = new Fillers(server)) {
        assertThat(failure.get()).isEqualTo(Failure.UNREACHABLE);
        assertThat(connection.isConnected()).isTrue();
        assertThat(fillers.sockets).isNotEmpty();
      }
    }
  }

  @Test
  void aNodeThatDoesOneThingAtATimeIsNotAskedOftenerThanItHasRoomFor() throws Exception {
    try (var curious = TestTransport.curious(Duration.ofMillis(200));
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var answer =
          later(
              () -> {
                try (var got = curious.transport().send(address(server), get("/"))) {
                  return got.status();
                }
              });
      try (var connection = server.accept()) {
        Thread.sleep(3_000); // fifteen times as long as until it is asked for
        say(connection.getOutputStream(), "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        assertThat(answer.get()).isEqualTo(200);
      }
    }
  }

  /** Connections that nobody accepts, so many that the kernel drops every further attempt. */
  private static final class Fillers implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    Fillers(ServerSocket server) throws IOException {
      for (int i = 0; i < 10; i++) {
        var socket = new Socket();
        sockets.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), 200);
        } catch (SocketTimeoutException e) {
          return;
        }
      }
      throw new AssertionError("connections are still taken");
    }

    @Override
    public void close() throws IOException {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  private static URI address(ServerSocket server) {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static <T> CompletableFuture<T> later(Callable<T> call) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(call.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}
