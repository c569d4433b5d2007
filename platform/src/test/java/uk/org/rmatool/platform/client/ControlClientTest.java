package uk.org.rmatool.platform.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.platform.client.ControlClient.Call;
import uk.org.rmatool.platform.http.Via;

class ControlClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ControlClient client = new ControlClient();

  /** Says something after it was asked; closing it ends what it says. */
  private static final class Talker implements AutoCloseable {
    final CompletableFuture<String> asked = new CompletableFuture<>();
    final CompletableFuture<IOException> hungUp = new CompletableFuture<>();
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    interface Speech {
      void give(OutputStream out) throws IOException, InterruptedException;
    }

    Talker(Speech speech) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var client = socket.accept()) {
                  var reader =
                      new BufferedReader(
                          new InputStreamReader(client.getInputStream(), ISO_8859_1));
                  var head = new StringBuilder();
                  for (var line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                    head.append(line).append('\n');
                  }
                  asked.complete(head.toString());
                  speech.give(client.getOutputStream());
                } catch (IOException e) {
                  hungUp.complete(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  @Test
  void theDeadlineIsForTheWholeAnswer() throws Exception {
    var more = new CountDownLatch(1);
    try (var talker =
        new Talker(
            out -> {
              say(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{");
              while (!more.await(20, TimeUnit.MILLISECONDS)) {
                say(out, " "); // never silent, never done
              }
            })) {
      var call = Call.get(talker.address(), "/", Duration.ofMillis(500));
      assertThatThrownBy(() -> client.send(call))
          .isInstanceOfSatisfying(
              UnreachableException.class, e -> assertThat(e.isSilence()).isTrue());
      assertThat(talker.hungUp.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the connection is let go")
          .isNotNull();
    } finally {
      more.countDown();
    }
  }

  @Test
  void anEndlessAnswerIsBrokenOff() throws Exception {
    try (var talker =
        new Talker(
            out -> {
              say(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              var part = " ".repeat(1 << 20);
              for (int i = 0; i < 100; i++) {
                say(out, part);
              }
            })) {
      assertThatThrownBy(() -> client.send(Call.get(talker.address(), "/", PATIENCE)))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("is larger than");
      assertThat(talker.hungUp.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aCallThatExpectsALargeAnswerGetsIt() throws Exception {
    var size = 2 << 20;
    Talker.Speech large =
        out ->
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + " ".repeat(size));
    try (var talker = new Talker(large)) {
      var answer = client.send(Call.get(talker.address(), "/", PATIENCE), size);
      assertThat(answer.body()).hasSize(size);
    }
    try (var talker = new Talker(large)) {
      assertThatThrownBy(() -> client.send(Call.get(talker.address(), "/", PATIENCE)))
          .hasMessageContaining("is larger than 1048576 bytes");
    }
  }

  @Test
  void aCallIsMarkedAndItsAnswerComesWithWhatItSaid() throws Exception {
    try (var talker =
        new Talker(
            out ->
                say(
                    out,
                    "HTTP/1.1 503 No\r\n"
                        + "Retry-After: 7\r\n"
                        + "Content-Type: a/b\r\n"
                        + "Content-Length: 2\r\n\r\n"
                        + "{}"))) {
      var answer = client.send(Call.get(talker.address(), "/x?y", PATIENCE));
      assertThat(talker.asked.get()).startsWith("GET /x?y HTTP/1.1\n");
      assertThat(talker.asked.get()).contains("Via: " + Via.mark("HTTP/1.1", "rma"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.retryAfter()).contains("7");
      assertThat(answer.contentType()).contains("a/b");
      assertThat(answer.json()).isPresent();
    }
  }

  @Test
  void aNameThatLeadsWhereNoNodeCanBeIsNotCalled() throws Exception {
    var metadata = InetAddress.getByName("169.254.169.254");
    var careful = new ControlClient(new NodeAddresses(host -> new InetAddress[] {metadata}));
    try (var talker = new Talker(out -> {})) {
      assertThatThrownBy(() -> careful.send(Call.get(talker.address(), "/", PATIENCE)))
          .isInstanceOfSatisfying(
              UnreachableException.class, e -> assertThat(e.isSilence()).isFalse())
          .hasMessageContaining("leads to 169.254.169.254");
      assertThat(talker.asked).isNotDone();
    }
  }

  @Test
  void theDeadlineIsForFindingTheAddressToo() {
    var never = new CountDownLatch(1);
    var waiting =
        new ControlClient(
            new NodeAddresses(
                host -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  throw new UnknownHostException(host);
                }));
    var call = Call.get(URI.create("http://slow.example"), "/", Duration.ofMillis(50));
    assertThatThrownBy(() -> waiting.send(call))
        .isInstanceOfSatisfying(
            UnreachableException.class, e -> assertThat(e.isSilence()).isTrue());
  }

  @Test
  void nobodyThereIsNotSilence() throws Exception {
    URI gone;
    try (var talker = new Talker(out -> {})) {
      gone = talker.address();
    }
    assertThatThrownBy(() -> client.send(Call.get(gone, "/", PATIENCE)))
        .isInstanceOfSatisfying(
            UnreachableException.class, e -> assertThat(e.isSilence()).isFalse())
        .hasMessageContaining("connection refused");
  }
}
