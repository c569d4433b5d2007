package uk.org.rmatool.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.Await;
import uk.org.rmatool.service.RunningProgram;

/** What is left when the service is killed, and what it does without the others. */
class DurabilityTest {
  private static final JsonObject EMPTY = JsonObject.EMPTY_JSON_OBJECT;

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterAKillAndNothingIsHalfThere() throws Exception {
    var acknowledged = new AtomicInteger();
    var service = start();
    service.post("/collections/notes", EMPTY);
    var writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (put(service, "n" + acknowledged.get()) == 201) {
                  acknowledged.incrementAndGet();
                }
              } catch (Exception e) {
                assertThat(acknowledged.get()).isPositive(); // the kill
              }
            });
    Await.until("some documents", Duration.ofSeconds(30), () -> acknowledged.get() >= 20);
    service.process.destroyForcibly().waitFor();
    assertThat(writing).succeedsWithin(Duration.ofSeconds(30));
    Files.createDirectories(folder.resolve("collections/.deleted-1/x"));
    Files.createDirectories(folder.resolve("collections/half"));
    Files.createDirectories(folder.resolve("onnxruntime-java17/x"));

    var tidy = new ArrayList<String>();
    tidy.add("-Djava.io.tmpdir=" + folder);
    tidy.addAll(RunningProgram.onClassPath(RagMain.class));
    try (var next = RunningProgram.start(tidy, "--data-dir", folder.toString())) {
      var collections = RunningProgram.json(next.get("/collections")).getJsonArray("collections");
      assertThat(collections).hasSize(1);
      int documents = collections.getJsonObject(0).getInt("documents");
      assertThat(documents).isBetween(acknowledged.get(), acknowledged.get() + 1);
      assertThat(collections.getJsonObject(0).getInt("passages")).isEqualTo(documents);
      for (int i = 0; i < acknowledged.get(); i++) {
        assertThat(next.get("/collections/notes/documents/n" + i).statusCode()).isEqualTo(200);
      }
      assertThat(folder.resolve("collections/.deleted-1")).doesNotExist();
      assertThat(folder.resolve("collections/half")).doesNotExist();
      assertThat(folder.resolve("onnxruntime-java17")).doesNotExist();
      assertThat(put(next, "after")).isEqualTo(201);
    }
  }

  @Test
  void aCollectionThatCannotBeWrittenMakesTheServiceUnhealthyAndLosesNothing() throws Exception {
    try (var service = start()) {
      service.post("/collections/notes", EMPTY);
      assertThat(put(service, "a")).isEqualTo(201);
      var limit =
          new ProcessBuilder(
              "prlimit", "--fsize=100:100", "--pid", Long.toString(service.process.pid()));
      assumeThat(limit.start().waitFor()).isZero(); // as good as a full disk
      assertThat(put(service, "b")).isEqualTo(500);
      var health = service.get("/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(RunningProgram.json(health).getString("reason")).contains("notes");
    }
    try (var next = start()) {
      assertThat(next.get("/collections/notes/documents/a").statusCode()).isEqualTo(200);
      assertThat(next.get("/collections/notes/documents/b").statusCode()).isEqualTo(404);
      assertThat(put(next, "b")).isEqualTo(201);
    }
  }

  @Test
  void aSecondServiceOnTheSameFolderSaysWhyItDoesNotStart() throws Exception {
    try (var first = start()) {
      assertThat(first.health().getString("status")).isEqualTo("healthy");
      var second =
          RunningProgram.launch(
              RunningProgram.onClassPath(RagMain.class), "--data-dir", folder.toString());
      assertThat(second.waitFor()).isEqualTo(1);
    }
  }

  @Test
  void withoutAPlatformFilesAndQuestionsGetAReason() throws Exception {
    try (var service = start()) {
      service.post("/collections/notes", EMPTY);
      assertThat(put(service, "a")).isEqualTo(201);
      var asked =
          service.post(
              "/collections/notes/ask",
              Json.createObjectBuilder().add("question", "What is noted?").build());
      assertThat(asked.statusCode()).isEqualTo(503);
      assertThat(RunningProgram.json(asked).getString("detail"))
          .contains("llm-inference", "no address of the platform");
    }
    try (var service = start("--platform", "http://127.0.0.1:1")) {
      var asked =
          service.post(
              "/collections/notes/ask",
              Json.createObjectBuilder().add("question", "What is noted?").build());
      assertThat(asked.statusCode()).isEqualTo(503);
      assertThat(asked.headers().firstValue("Retry-After")).isEmpty();
      assertThat(asked.headers().firstValue("X-RMA-Error"))
          .contains("urn:rma:problem:dependency-away");
      assertThat(RunningProgram.json(asked).getString("detail")).contains("cannot be reached");
    }
  }

  private RunningProgram start(String... options) throws Exception {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--data-dir", folder.toString()));
    return RunningProgram.start(RagMain.class, all.toArray(String[]::new));
  }

  private static int put(RunningProgram service, String id) throws Exception {
    var document =
        Json.createObjectBuilder().add("id", id).add("text", "Note number " + id + ".").build();
    return service.post("/collections/notes/documents", document).statusCode();
  }
}
