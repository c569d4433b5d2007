package uk.org.rmatool.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.Rma;

/** The command as an owner calls it, at a worker that stands in for the real one. */
@Timeout(60)
class BackupCommandTest {
  @TempDir private Path home;
  private HttpServer worker;

  /** Asked for the services, for the progress, and again once that was shown. */
  private final CountDownLatch looked = new CountDownLatch(3);

  private String out = "";
  private String err = "";

  @BeforeEach
  void start() throws IOException {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    worker.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    worker.createContext("/backups", this::handle);
    worker.start();
    Files.createDirectories(home.resolve("state/worker/secrets"));
    Files.writeString(home.resolve("state/worker/secrets/owner"), "key\n");
  }

  @AfterEach
  void stop() {
    worker.stop(0);
  }

  @Test
  void everyServiceIsSavedAndOneThatFailsIsSaid() {
    assertThat(rma("--to", home.resolve("to").toString())).isEqualTo(1);
    assertThat(out)
        .containsPattern("rag-embeddings +copying, 3 MB so far")
        .containsPattern(
            "rag-embeddings +2 files with 77 bytes in "
                + home.resolve("to").resolve("rag-embeddings.zip"));
    assertThat(err)
        .isEqualToIgnoringNewLines(
            "rma: The data of 'redis' was not saved: no space left on device.");
  }

  @Test
  void oneServiceCanBeNamed() {
    assertThat(rma("rag-embeddings")).as(err).isZero();
    assertThat(out).contains(home.resolve("backups/rag-embeddings.zip").toString());
    assertThat(err).isEmpty();
  }

  @Test
  void aWrongKeyAndAMissingOneAreSaid() throws IOException {
    Files.writeString(home.resolve("state/worker/secrets/owner"), "other\n");
    assertThat(rma()).isEqualTo(1);
    assertThat(err).contains("for the owner");
    Files.delete(home.resolve("state/worker/secrets/owner"));
    assertThat(rma()).isEqualTo(1);
    assertThat(err).contains("there is no").contains("secrets/owner; start the worker");
  }

  @Test
  void aWorkerThatIsNotThereIsSaid() {
    worker.stop(0);
    assertThat(rma()).isEqualTo(1);
    assertThat(err).contains("no worker answers at http://127.0.0.1:").hasLineCount(1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!"Bearer key".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        answer(exchange, 403, "{\"detail\":\"This is for the owner of the machine.\"}");
      } else if (exchange.getRequestMethod().equals("GET")) {
        looked.countDown();
        answer(
            exchange,
            200,
            """
            {"services":["rag-embeddings","redis"],
             "now":{"service":"rag-embeddings","step":"copying","bytes":3500000}}\
            """);
      } else {
        save(exchange);
      }
    }
  }

  private void save(HttpExchange exchange) throws IOException {
    try (var reader = Json.createReader(exchange.getRequestBody())) {
      var wish = reader.readObject();
      if (wish.getString("service").equals("redis")) {
        answer(
            exchange,
            502,
            "{\"detail\":\"The data of 'redis' was not saved: no space left on device.\"}");
        return;
      }
      looked.await(); // until its progress was shown
      var file = Path.of(wish.getString("folder"), "rag-embeddings.zip");
      answer(
          exchange,
          200,
          Json.createObjectBuilder()
              .add("service", "rag-embeddings")
              .add("file", file.toString())
              .add("entries", 2)
              .add("bytes", 77)
              .build()
              .toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private int rma(String... more) {
    var arguments = new java.util.ArrayList<>(java.util.List.of("worker", "backup"));
    arguments.addAll(java.util.List.of("--home", home.toString()));
    arguments.addAll(
        java.util.List.of("--worker", "http://127.0.0.1:" + worker.getAddress().getPort()));
    arguments.addAll(java.util.List.of(more));
    var outBefore = System.out;
    var errBefore = System.err;
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      return Rma.run(arguments.toArray(String[]::new));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
      out = output.toString(StandardCharsets.UTF_8);
      err = errors.toString(StandardCharsets.UTF_8);
    }
  }
}
