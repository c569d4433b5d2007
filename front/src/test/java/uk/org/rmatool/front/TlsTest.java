package uk.org.rmatool.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import uk.org.rmatool.dataplane.TestDirect;
import uk.org.rmatool.dataplane.transport.Connections;
import uk.org.rmatool.dataplane.transport.TestNode;
import uk.org.rmatool.dataplane.transport.TransportConfig;
import uk.org.rmatool.front.direct.DirectLane;
import uk.org.rmatool.platform.http.HttpConfig;

/** The same port with a certificate, for the JDK's client. */
@Timeout(60)
class TlsTest {
  @TempDir private Path folder;

  private final Clients clients = new Clients();
  private TestContainer container;
  private Path certificateFile;
  private Path keyFile;
  private TestCertificate first;

  @BeforeEach
  void write() throws Exception {
    container = new TestContainer();
    certificateFile = folder.resolve("tls.crt");
    keyFile = folder.resolve("tls.key");
    first = TestCertificate.make(folder, "EC");
    first.write(certificateFile, keyFile);
  }

  @AfterEach
  void stop() throws IOException {
    container.close();
  }

  private Optional<DirectLane.Parts> direct = Optional.empty();

  private Listener start() throws IOException {
    return start(0);
  }

  private Listener start(int port) throws IOException {
    var config =
        new FrontConfig(
            port,
            Optional.of(certificateFile),
            Optional.of(keyFile),
            "127.0.0.1",
            Optional.empty());
    return Listener.start(config, container.address(), clients, Limits.USUAL, direct);
  }

  private static HttpResponse<String> get(Listener front, TestCertificate trusted, Version version)
      throws Exception {
    try (var client =
        HttpClient.newBuilder().version(version).sslContext(trusted.trusted()).build()) {
      var url = URI.create("https://localhost:%d/".formatted(front.port()));
      return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void theClientChoosesTheProtocol(Version version) throws Exception {
    if (!version.name().startsWith("HTTP_1") && !version.name().equals("HTTP_2")) {
      return; // of later JDKs
    }
    var seen = new CompletableFuture<Client>();
    container.serving(
        call -> {
          var from = call.from();
          seen.complete(
              clients.find(from.getAddress().getHostAddress(), from.getPort()).orElseThrow());
          call.answer("HTTP/1.1 200 OK", String.join(",", call.header("Host")));
        });
    try (var front = start()) {
      var answer = get(front, first, version);
      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.body()).isEqualTo("localhost:" + front.port());
      assertThat(seen.get().isSecure()).isTrue();
      assertThat(seen.get().speaksHttp2()).isEqualTo(version == Version.HTTP_2);
      assertThat(seen.get().address().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
    }
  }

  @Test
  void plainCallsPassTheContainerBy() throws Exception {
    var times =
        new TransportConfig(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5));
    var connections = new Connections(times);
    var size = 8 << 20;
    var heads = new LinkedBlockingQueue<String>();
    try (var calls = new TestDirect();
        var node =
            new TestNode(
                (in, out, socket) -> {
                  for (var line = in.readLine(); line != null; line = in.readLine()) {
                    heads.add(line);
                    if (line.isEmpty()) {
                      TestNode.say(out, "HTTP/1.1 200 OK\nContent-Length: " + size + "\n\n");
                      out.write(new byte[size]);
                    }
                  }
                })) {
      calls.nodes().put("a", node.address());
      var http = new HttpConfig("*", 1000, 10, Optional.empty());
      direct =
          Optional.of(
              new DirectLane.Parts(calls.calls(), connections, times, http, Clock.systemUTC()));
      try (var front = start();
          var client =
              HttpClient.newBuilder()
                  .version(Version.HTTP_1_1)
                  .sslContext(first.trusted())
                  .build()) {
        var url = URI.create("https://localhost:%d/service/echo".formatted(front.port()));
        for (int i = 0; i < 5; i++) {
          var request = HttpRequest.newBuilder(url).build();
          assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).hasSize(size);
        }
      }
    } finally {
      connections.stop();
    }
    assertThat(heads).contains("X-Forwarded-Proto: https");
    assertThat(container.requests()).isZero();
  }

  @Test
  void aRenewedCertificateIsShownWithoutANewStart() throws Exception {
    try (var front = start()) {
      assertThat(get(front, first, Version.HTTP_2).statusCode()).isEqualTo(200);
      var second = TestCertificate.make(folder, "RSA");

      Files.writeString(certificateFile, "half a file");
      front.renew();
      assertThat(get(front, first, Version.HTTP_2).statusCode()).as("kept").isEqualTo(200);

      second.write(certificateFile, folder.resolve("other.key"));
      front.renew();
      assertThat(get(front, first, Version.HTTP_2).statusCode()).as("kept").isEqualTo(200);

      second.write(certificateFile, keyFile);
      front.renew();
      assertThat(get(front, second, Version.HTTP_2).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(front, first, Version.HTTP_2))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void whoSpeaksNoTlsIsNotPassedOn() throws Exception {
    try (var front = start();
        var raw = new RawHttp2(front.port())) {
      assertThatThrownBy(() -> raw.request(java.util.List.of(":method", "GET", ":path", "/")))
          .isInstanceOf(IOException.class);
    }
    assertThat(container.requests()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"tls.crt", "tls.key"})
  void aFileThatIsNotThereStopsTheStart(String name) throws Exception {
    Files.delete(folder.resolve(name));
    assertThatThrownBy(this::start)
        .hasMessageStartingWith(name.equals("tls.crt") ? "TLS_CERTIFICATE: " : "TLS_KEY: ")
        .hasMessageContaining(folder.resolve(name) + " cannot be read");
  }

  @Test
  void aKeyOfAnotherCertificateStopsTheStart() throws Exception {
    TestCertificate.make(folder, "EC").write(folder.resolve("other.crt"), keyFile);
    assertThatThrownBy(this::start)
        .hasMessage(
            "TLS_KEY: %s is not the key of the first certificate in %s."
                .formatted(keyFile, certificateFile));
  }

  @Test
  void aPortThatIsTakenStopsTheStart() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> start(taken.getLocalPort()))
          .hasMessage(
              "HTTP2_PORT: port %d cannot be listened at: Address already in use. Set another one, or end what has it."
                  .formatted(taken.getLocalPort()));
    }
  }
}
