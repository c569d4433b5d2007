package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;
import uk.org.rmatool.system.rig.Processes;

/**
 * What keeps a service from running is one line in {@code ./rma status}, in the worker's health and
 * in the history that the coordinator keeps.
 */
class ServiceTroublesIT {
  private static final Duration TOLD = Duration.ofMinutes(2);
  private static final long TERABYTES = 2L << 40;

  @TempDir private static Path folder;
  private static ServerSocket taken;
  private static Platform platform;

  @BeforeAll
  static void start() throws IOException {
    taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    var recipes = Files.createDirectory(folder.resolve("recipes"));
    Files.writeString(
        recipes.resolve("notes-coa.json"), "{\"service\": \"notes-coa\", \"comand\": [\"true\"]}");
    Files.writeString(
        recipes.resolve("vision-ocr.json"),
        "{\"service\": \"vision-ocr\", \"command\": [\"x\"], \"needs\": {\"commands\":"
            + " [\"no-such-program\"]}}");
    Files.writeString(
        recipes.resolve("rag-embeddings.json"),
        "{\"service\": \"rag-embeddings\", \"command\": [\"sleep\", \"600\"], \"network\": {\"port\": %d}}"
            .formatted(taken.getLocalPort()));
    var models = Files.createDirectory(folder.resolve("models"));
    try (var model = new RandomAccessFile(models.resolve("huge.gguf").toFile(), "rw")) {
      model.setLength(TERABYTES); // without a block on the disk
    }
    platform =
        Platform.start(
            "troubles",
            Map.of(
                "HEARTBEAT_INTERVAL",
                "PT3S",
                "RECIPES_DIR",
                recipes.toString(),
                "MODELS_DIR",
                models.toString(),
                "LLM_MODEL",
                "huge.gguf"));
  }

  @AfterAll
  static void stop() throws IOException {
    taken.close();
    if (platform != null) {
      platform.close();
    }
  }

  @Test
  void aBadRecipe() {
    isToldEverywhere("notes-coa", "notes-coa.json is not usable: comand: is no member");
  }

  @Test
  void aMissingBinary() {
    isToldEverywhere("vision-ocr", "needs the command 'no-such-program' on the PATH");
  }

  @Test
  void aPortInUse() {
    isToldEverywhere(
        "rag-embeddings",
        "failed: cannot be started: port %d is in use".formatted(taken.getLocalPort()));
  }

  @Test
  void aModelThatDoesNotFit() {
    isToldEverywhere("llm-inference", "the model huge.gguf takes about ");
  }

  /**
   * A small file system is put where it keeps what it works with, or its data, as if that had
   * filled up.
   */
  @ParameterizedTest
  @ValueSource(strings = {"services", "data"})
  void aFullDisk(String folder) throws Exception {
    var service = "document-processing";
    Await.until("it runs", TOLD, () -> state(service).equals("running"));
    var disk = platform.home().resolve("state/worker").resolve(folder).resolve(service).toString();
    assumeTrue(
        ended("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk), "nothing can be mounted");
    try {
      Processes.kill(Processes.find(platform.pid("worker"), "rma-documents.jar").orElseThrow());
      isToldEverywhere(service, " MB are left at " + disk);
      assertThat(state(service)).startsWith("failed: cannot be started: the disk is full: ");
    } finally {
      assertThat(ended("umount", disk)).isTrue();
    }
  }

  private static void isToldEverywhere(String service, String words) {
    Await.until("the worker says it", TOLD, () -> line(state(service)).contains(words));
    Await.until(
        "./rma status says it",
        TOLD,
        () -> {
          assertThat(platform.rma("status").text().lines())
              .anyMatch(it -> it.startsWith("  service " + service + " ") && it.contains(words));
          return true;
        });
    var worker = platform.worker().get("/health").object().getString("worker_id");
    Await.until(
        "the history says it",
        TOLD,
        () ->
            platform
                .router()
                .get("/api/admin/workers/" + worker + "/history")
                .object()
                .getJsonArray("events")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(event -> line(event.getString("reason", "")))
                .anyMatch(line -> line.startsWith(service + " is ") && line.contains(words)));
  }

  private static String line(String text) {
    assertThat(text).doesNotContain("\n").hasSizeLessThanOrEqualTo(500);
    return text;
  }

  private static String state(String service) {
    return platform
        .worker()
        .get("/health")
        .object()
        .getJsonObject("services_status")
        .getString(service, "");
  }

  /** The process of the worker whose command line holds this; not what only wraps it. */
  private static boolean ended(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
