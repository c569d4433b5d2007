package uk.org.rmatool.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.Await;

/** The real llama-server, where the machine has one, with a model that is written here. */
@Timeout(60)
class LlamaServerIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static Process server;
  private static URI address;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(part -> Files.isExecutable(Path.of(part, "llama-server"))),
        "no llama-server on the PATH");
    var model = folder.resolve("tiny.gguf");
    TinyModel.write(model);
    int port = freePort();
    address = URI.create("http://127.0.0.1:" + port);
    server =
        new ProcessBuilder(
                List.of(
                    "llama-server",
                    "--model",
                    model.toString(),
                    "--alias",
                    "tiny",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Await.until(
        "llama-server is healthy",
        Duration.ofSeconds(30),
        () -> {
          if (!server.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("log")));
          }
          return isHealthy();
        });
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.destroy();
      assertThat(server.waitFor(10, TimeUnit.SECONDS)).as("it ends when told to").isTrue();
    }
  }

  @Test
  void itTellsItsModel() throws Exception {
    var request = HttpRequest.newBuilder(address.resolve("/v1/models")).build();
    assertThat(CLIENT.send(request, BodyHandlers.ofString()).body()).contains("\"id\":\"tiny\"");
  }

  @Test
  void chatsAndCompletionsAreAnswered() throws Exception {
    var chat =
        post(
            "/v1/chat/completions",
            "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüße 😀\"}]}");
    assertThat(chat.statusCode()).as(chat.body()).isEqualTo(200);
    assertThat(chat.body()).contains(TinyModel.ANSWER, "\"finish_reason\":\"stop\"");
    var completion = post("/v1/completions", "{\"prompt\":\"Hi\",\"max_tokens\":3}");
    assertThat(completion.body())
        .contains("\" Hello from a\"", "\"completion_tokens\":3", "\"finish_reason\":\"length\"");
  }

  @Test
  void aStreamComesInPiecesAndEnds() throws Exception {
    var stream =
        post(
            "/v1/chat/completions",
            "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    var pieces = stream.body().lines().filter(line -> line.startsWith("data: ")).toList();
    assertThat(pieces).hasSizeGreaterThan(6);
    assertThat(pieces.getLast()).isEqualTo("data: [DONE]");
    assertThat(pieces.toString()).contains(" tiny", " model");
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static boolean isHealthy() throws Exception {
    try {
      var request = HttpRequest.newBuilder(address.resolve("/health")).build();
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
