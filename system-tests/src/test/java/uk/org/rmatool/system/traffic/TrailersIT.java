package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.FrontedPair;
import uk.org.rmatool.system.rig.FrontedPair.Pair;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** What follows a body goes through router and coordinator, whichever of their ports is called. */
@ExtendWith({SharedPlatform.class, FrontedPair.class})
@Timeout(120)
class TrailersIT {
  private static final String ANSWER =
      """
      HTTP/1.1 200 OK
      Transfer-Encoding: chunked
      Trailer: X-Sum, Host

      3
      abc
      0
      X-Sum: 6
      Host: evil

      """
          .replace("\n", "\r\n");

  private final String id = "trailing-" + UUID.randomUUID();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private ServerSocket node;

  @BeforeEach
  void listen() throws IOException {
    node = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  private void accept() {
    try {
      while (true) {
        var socket = node.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  /** Reads requests without bodies, or with chunks of one line, and what follows those. */
  private void serve(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      while (true) {
        var head = lines(in);
        if (head.isEmpty()) {
          return;
        }
        requests.add(head.contains("chunked") ? head + lines(in) : head);
        socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // the other side has left
    }
  }

  private static String lines(BufferedReader in) throws IOException {
    var text = new StringBuilder();
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private void assertPass(Http router, Http entrance) throws Exception {
    var address = URI.create("http://127.0.0.1:" + node.getLocalPort());
    FakeWorker.join(router, FakeWorker.registration(id, id, address));
    try {
      FakeWorker.awaitRoutable(router, id);
      requests.clear();
      call(entrance, List.of("GET /service/" + id + "/x HTTP/1.1", "Host: platform"), "");
      call(
          entrance,
          List.of(
              "POST /service/" + id + "/x HTTP/1.1",
              "Host: platform",
              "Transfer-Encoding: chunked",
              "Trailer: X-Check"),
          "2\r\nab\r\n0\r\nX-Check: 42\r\n\r\n");
      assertThat(requests.poll(20, TimeUnit.SECONDS)).startsWith("GET ");
      assertThat(requests.poll(20, TimeUnit.SECONDS)).startsWith("POST ").contains("X-Check: 42");
    } finally {
      router.delete("/api/worker/unregister/" + id);
    }
  }

  private static void call(Http entrance, List<String> head, String body) throws IOException {
    try (var raw = new RawCall(entrance.base())) {
      raw.head(head.toArray(String[]::new)).send(body);
      var answer = raw.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("abc");
      assertThat(answer.header("Trailer")).contains("X-Sum");
      assertThat(raw.trailers()).containsOnlyKeys("X-Sum");
      assertThat(raw.trailers().get("X-Sum")).containsExactly("6");
    }
  }

  @Test
  void throughTheContainers(Platform platform) throws Exception {
    assertPass(platform.router(), platform.router());
  }

  @Test
  void pastTheContainers(Pair pair) throws Exception {
    assertPass(pair.router().http(), pair.routerFront());
  }

  @Test
  void throughOneContainerAndPastTheOther(Pair pair) throws Exception {
    assertPass(pair.router().http(), pair.router().http());
  }
}
