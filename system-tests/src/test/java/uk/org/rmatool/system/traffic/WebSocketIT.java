package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import uk.org.rmatool.system.rig.FakeWorker;
import uk.org.rmatool.system.rig.Http;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.RawCall;
import uk.org.rmatool.system.rig.SharedPlatform;

/** A WebSocket goes through router and coordinator to the worker. */
@ExtendWith(SharedPlatform.class)
@Timeout(60)
class WebSocketIT {
  private static final Charset ASCII = StandardCharsets.US_ASCII;

  private final String id = "socket-" + UUID.randomUUID();
  private final String service = "socket-" + UUID.randomUUID();
  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private ServerSocket listener;
  private Http router;

  @BeforeEach
  void join(Platform platform) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    router = platform.router();
    var url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    FakeWorker.join(router, FakeWorker.registration(id, service, url));
    FakeWorker.awaitRoutable(router, service);
  }

  @AfterEach
  void leave() throws IOException {
    router.delete("/api/worker/unregister/" + id);
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  /** Says every byte twice once protocols are switched, until q; other calls get 404. */
  private void serve(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        var next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      var out = socket.getOutputStream();
      if (!head.toString().contains("Upgrade: websocket")) {
        out.write(
            "HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(ASCII));
        return;
      }
      asked.complete(head.toString());
      out.write(
          "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\nhello"
              .getBytes(ASCII));
      for (int b = in.read(); b >= 0 && b != 'q'; b = in.read()) {
        out.write(new byte[] {(byte) b, (byte) b});
      }
    } catch (IOException e) {
      // the other side is gone
    } finally {
      ended.complete(null);
    }
  }

  private RawCall open() throws IOException {
    return new RawCall(router.base())
        .head(
            "GET /service/" + service + "/chat?room=1 HTTP/1.1",
            "Host: platform",
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: a2V5");
  }

  @Test
  void bytesGoBothWaysAtAnyTime() throws Exception {
    try (var call = open()) {
      var head = call.readHead();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.header("Upgrade")).contains("websocket");
      assertThat(head.header("Sec-WebSocket-Accept")).contains("x");
      assertThat(call.read(5)).isEqualTo("hello");
      assertThat(asked.get())
          .startsWith("GET /chat?room=1 HTTP/1.1")
          .contains("Sec-WebSocket-Key: a2V5");
      for (var text : new String[] {"a", "bc", "def"}) {
        call.send(text);
        assertThat(call.read(2 * text.length())).isEqualTo(text.replaceAll("(.)", "$1$1"));
      }
      Thread.sleep(7_000); // longer than the container's own patience would be
      call.send("z");
      assertThat(call.read(2)).isEqualTo("zz");
    }
    ended.get();
  }

  @Test
  @Timeout(20) // of its own, the container would take a minute
  void theClientHearsAtOnceThatTheWorkerHasEndedTheSocket() throws Exception {
    try (var call = open()) {
      assertThat(call.readHead().status()).isEqualTo(101);
      call.send("aq");
      assertThat(call.untilItEnds()).isEqualTo("helloaa");
    }
  }

  /** The container goes on working at a call while its socket is in use already. */
  @Test
  void manyWorkAtOnce() throws Exception {
    var opened = new ArrayList<Future<String>>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (int i = 0; i < 180; i++) {
        opened.add(threads.submit(this::greetAndEcho));
      }
    }
    for (var text : opened) {
      assertThat(text.get()).isEqualTo("hello aa bbcc");
    }
  }

  private String greetAndEcho() throws IOException {
    try (var call = open()) {
      call.readHead();
      var hello = call.read(5);
      var first = call.send("a").read(2);
      return "%s %s %s".formatted(hello, first, call.send("bc").read(4));
    }
  }
}
