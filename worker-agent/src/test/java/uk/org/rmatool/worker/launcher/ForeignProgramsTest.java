package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.org.rmatool.worker.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.TestRecipes;

/**
 * The packaged recipes of chromadb and neo4j with the real programs, where the machine has them,
 * and of minio with what speaks its protocol: data goes in, they are killed, and it is there again.
 */
@Timeout(300)
class ForeignProgramsTest {
  private static final Duration STARTED = Duration.ofSeconds(120);

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Launcher launcher;
  private Path bin;

  @BeforeEach
  void start() throws IOException {
    var state = Files.createDirectory(folder.resolve("state"));
    bin = Files.createDirectory(folder.resolve("bin"));
    var commands = TestHardware.commands(System.getenv("PATH") + ":" + bin);
    launcher =
        TestLauncher.of(TestRecipes.packaged(state, commands, folder, "none"), commands, state);
  }

  @AfterEach
  void stop() {
    launcher.stop();
  }

  @Test
  void chromaFindsTheNearestAgainAfterItWasKilled() throws Exception {
    assumeTrue(has("chroma"));
    run("chromadb");
    var collections = "/api/v2/tenants/default_tenant/databases/default_database/collections";
    var made = call("chromadb", collections, "{\"name\": \"handbook\"}");
    var records = collections + "/" + made.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    call(
        "chromadb",
        records + "/add",
        """
        {"ids": ["lamp", "horn"], "embeddings": [[0.9, 0.1, 0.0], [0.1, 0.9, 0.2]],
         "documents": ["The lamp is lit before sunset.", "In fog the horn is blown."]}
        """);
    var question = "{\"query_embeddings\": [[0.2, 0.8, 0.1]], \"n_results\": 1}";
    assertThat(call("chromadb", records + "/query", question))
        .contains("\"ids\":[[\"horn\"]]")
        .contains("In fog the horn is blown.");
    kill("chromadb");
    assertThat(call("chromadb", records + "/query", question)).contains("\"ids\":[[\"horn\"]]");
  }

  @Test
  void neo4jLetsNobodyInWithoutItsPasswordAndKeepsItsGraph() throws Exception {
    assumeTrue(has("neo4j", "neo4j-admin"));
    run("neo4j");
    var port = launcher.foreign().get("neo4j").port();
    var password = Files.readString(folder.resolve("state/secrets/neo4j")).strip();
    assertThatThrownBy(() -> new Bolt(port, "guess").close())
        .hasMessageContaining("Neo.ClientError.Security.Unauthorized");
    var question = "MATCH (c:Client)-[:OWES]->(d) RETURN c.name + ' owes ' + d.name AS debt";
    try (var bolt = new Bolt(port, password)) {
      bolt.run("CREATE (:Client {name: 'Jane Smith'})-[:OWES]->(:Creditor {name: 'British Gas'})");
      assertThat(bolt.run(question)).singleElement().asString().contains("Jane Smith owes British");
    }
    kill("neo4j");
    assertThat(launcher.foreign().get("neo4j").port()).isEqualTo(port);
    try (var bolt = new Bolt(port, password)) {
      assertThat(bolt.run(question)).singleElement().asString().contains("Jane Smith owes British");
    }
  }

  @Test
  void minioTakesSignedCallsAloneAndKeepsItsObjects() throws Exception {
    assumeTrue(has("curl"));
    if (!has("minio")) {
      StandIns.put(bin, "minio", FakeMinio.class, "\"$@\"");
    }
    run("minio");
    var secret = Files.readString(folder.resolve("state/secrets/minio")).strip();
    var letter = Files.writeString(folder.resolve("letter.txt"), "Dear Jane Smith,");
    var hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(letter));
    var signed = "x-amz-content-sha256: " + HexFormat.of().formatHex(hash);
    assertThat(s3(secret, "letters", "--request", "PUT")).isEqualTo("200 ");
    assertThat(s3(secret, "letters/1.txt", "--upload-file", letter.toString(), "--header", signed))
        .isEqualTo("200 ");
    assertThat(s3("guess", "letters/1.txt")).startsWith("403 ").contains("SignatureDoesNotMatch");
    assertThat(s3(secret, "letters/2.txt")).startsWith("404 ").contains("NoSuchKey");
    kill("minio");
    assertThat(s3(secret, "letters/1.txt")).isEqualTo("200 Dear Jane Smith,");
  }

  private boolean has(String... programs) {
    var commands = TestHardware.commands(System.getenv("PATH"));
    return List.of(programs).stream().allMatch(it -> commands.find(it).isPresent());
  }

  private void run(String service) {
    launcher.assign(List.of(service));
    eventually(
        STARTED,
        () ->
            assertThat(launcher.running(service))
                .as(launcher.states().get(service).describe())
                .isPresent());
  }

  /** Kills all of it at once, and waits until it works again. */
  private void kill(String service) {
    ProcessHandle.current()
        .descendants()
        .filter(it -> it.info().commandLine().orElse("").contains(folder.toString()))
        .filter(it -> it.info().commandLine().orElse("").contains(service.substring(0, 5)))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
    eventually(
        () -> assertThat(launcher.states().get(service).phase()).isNotEqualTo(Phase.RUNNING));
    run(service);
  }

  private String call(String service, String path, String json) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(launcher.address(service).orElseThrow() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return answer.body();
  }

  /** The status and the body of a call that curl signs. */
  private String s3(String password, String path, String... more) throws Exception {
    var answer = folder.resolve("answer");
    var status = folder.resolve("status");
    Files.writeString(answer, "");
    var command =
        new ArrayList<>(List.of("curl", "--silent", "--aws-sigv4", "aws:amz:us-east-1:s3"));
    command.addAll(List.of("--user", "rma:" + password, "--output", answer.toString()));
    command.addAll(List.of("--write-out", "%{http_code} "));
    command.addAll(List.of(more));
    command.add("http://127.0.0.1:%d/%s".formatted(launcher.foreign().get("minio").port(), path));
    var process = new ProcessBuilder(command).redirectOutput(status.toFile()).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return Files.readString(status) + Files.readString(answer);
  }
}
