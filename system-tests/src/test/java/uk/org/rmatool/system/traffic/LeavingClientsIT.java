package uk.org.rmatool.system.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
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

/** A client that leaves ends its call at the worker through both hops, though nothing is said. */
@ExtendWith(SharedPlatform.class)
@Timeout(60)
class LeavingClientsIT {
  private static final String HEARD = "heard";
  private static final String LEFT = "left";

  private final String id = "silent-" + UUID.randomUUID();
  private final String service = "silent-" + UUID.randomUUID();
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
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

  /** Answers probes with 404; of calls to /events the head alone is answered, of others nothing. */
  private void serve(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      for (var head = head(in); !head.isEmpty(); head = head(in)) {
        if (!head.contains(" /silent") && !head.contains(" /events")) {
          out.write(ascii("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
          continue;
        }
        if (head.startsWith("POST")) {
          in.readNBytes("body".length());
        }
        if (head.contains(" /events")) {
          out.write(ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"));
        }
        events.add(HEARD);
        var unused = in.read(); // ends only when the caller leaves
        events.add(LEFT);
      }
    } catch (IOException e) {
      events.add(LEFT);
    }
  }

  private static String head(java.io.InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private String next() throws InterruptedException {
    return events.poll(20, TimeUnit.SECONDS);
  }

  private void startLine(RawCall call, String method, String path, String... headers)
      throws IOException {
    call.send(method + " /service/" + service + path + " HTTP/1.1\r\nHost: platform\r\n");
    for (var header : headers) {
      call.send(header + "\r\n");
    }
    call.send("\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/silent", "/events"})
  void theWorkerIsToldWhileItIsSilent(String path) throws Exception {
    try (var call = new RawCall(router.base())) {
      startLine(call, "GET", path);
      assertThat(next()).isEqualTo(HEARD);
      assertThat(events.poll(1, TimeUnit.SECONDS)).as("while the client waits").isNull();
    }
    assertThat(next()).isEqualTo(LEFT);
  }

  @Test
  void theWorkerIsToldAfterABody() throws Exception {
    try (var call = new RawCall(router.base())) {
      startLine(call, "POST", "/silent", "Content-Length: 4");
      call.send("body");
      assertThat(next()).isEqualTo(HEARD);
      assertThat(events.poll(1, TimeUnit.SECONDS)).as("while the client waits").isNull();
    }
    assertThat(next()).isEqualTo(LEFT);
  }

  /** Nobody is blamed, and nobody else is asked, because a client has left. */
  @Test
  void theNextCallIsServedByTheSameWorker() throws Exception {
    for (int i = 0; i < 6; i++) { // more than failures that eject a node
      try (var call = new RawCall(router.base())) {
        startLine(call, "GET", "/silent");
        assertThat(next()).isEqualTo(HEARD);
      }
      assertThat(next()).isEqualTo(LEFT);
    }
    assertThat(events).isEmpty();
    assertThat(router.get("/service/" + service + "/other").status()).isEqualTo(404);
  }
}
