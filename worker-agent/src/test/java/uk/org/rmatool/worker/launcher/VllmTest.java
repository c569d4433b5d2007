package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.Commands;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Recipes;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** The packaged recipe for vLLM on a machine with a GPU, up to the border of the process. */
@Timeout(90)
class VllmTest {
  private static final String MODEL = "Qwen/Qwen2.5-0.5B-Instruct";
  private static final long QUARTER_MB = 6141;

  @TempDir private Path folder;
  private Path state;
  private Path bin;
  private Recipes recipes;
  private Launcher launcher;

  @BeforeEach
  void onAMachineWithAGpu() throws IOException {
    state = Files.createDirectory(folder.resolve("state"));
    bin = Files.createDirectory(folder.resolve("bin"));
    StandIns.script(
        bin, "nvidia-smi", "echo 'NVIDIA GeForce RTX 4090, 24564, 550.54.14, GPU-1, 0'");
    StandIns.script(
        bin,
        "vllm",
        """
        echo "$*" > '%s'
        exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s "$@"
        """
            .formatted(
                bin.resolve("arguments"),
                System.getProperty("java.home"),
                Path.of("target/test-classes").toAbsolutePath(),
                FakeVllm.class.getName()));
    var commands = commands();
    recipes =
        TestRecipes.packaged(
            state,
            commands,
            folder,
            MODEL,
            TestHardware.detection(state, bin.toString(), QUARTER_MB));
    launcher = TestLauncher.of(recipes, commands, state);
  }

  @AfterEach
  void stop() {
    launcher.stop();
  }

  private Commands commands() {
    return TestHardware.commands(bin + ":" + System.getenv("PATH"));
  }

  @Test
  void itsModelIsLoadedAnnouncedAndAnswers() throws Exception {
    var lacks = recipes.unmet("llm-inference");
    assumeTrue(
        lacks.stream().noneMatch(lack -> lack.contains("MB of")), "a small machine: " + lacks);
    assertThat(lacks).isEmpty();

    launcher.assign(List.of("llm-inference"));
    eventually(
        () ->
            assertThat(launcher.states().get("llm-inference").text())
                .matches("starting: loading model, \\d+ s of at most 1800 s"));
    Files.createFile(state.resolve("services/llm-inference/loaded"));
    eventually(
        () -> assertThat(launcher.states().get("llm-inference").phase()).isEqualTo(Phase.RUNNING));

    var address = launcher.address("llm-inference").orElseThrow();
    assertThat(Files.readString(bin.resolve("arguments")).strip())
        .isEqualTo(
            "serve %s --host 127.0.0.1 --port %d --download-dir %s --gpu-memory-utilization 0.25"
                .formatted(MODEL, address.getPort(), folder));
    var models = new LoadedModels(launcher, new ControlClient());
    models.look();
    assertThat(models.names()).containsExactly(MODEL);
    assertThat(chat(address + "/v1/chat/completions"))
        .contains("\"content\":\"Hel\"", "\"content\":\"lo\"")
        .endsWith("data: [DONE]\n\n");
  }

  private static String chat(String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"model\":\"%s\",\"stream\":true}".formatted(MODEL)))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }
}
