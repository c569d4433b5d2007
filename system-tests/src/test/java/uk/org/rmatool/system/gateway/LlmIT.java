package uk.org.rmatool.system.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.llm.TinyModel;
import uk.org.rmatool.system.rig.Await;
import uk.org.rmatool.system.rig.Platform;

/** The real llama-server by its recipe, where the machine has one, called through the router. */
class LlmIT {
  private static final String MODEL = "tiny.gguf";

  @TempDir static Path models;
  private static Platform platform;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(part -> Files.isExecutable(Path.of(part, "llama-server"))),
        "no llama-server on the PATH");
    TinyModel.write(models.resolve(MODEL));
    platform = Platform.start("llm", Map.of("MODELS_DIR", models.toString(), "LLM_MODEL", MODEL));
    Await.until("the model is listed", Duration.ofMinutes(2), LlmIT::modelIsListed);
  }

  @AfterAll
  static void stop() {
    if (platform != null) {
      platform.close();
    }
  }

  @Test
  void aChatIsAnsweredInOnePieceAndAsAStreamAndAgainAfterTheServerWasKilled() {
    assertThat(chat(false)).contains(TinyModel.ANSWER);
    assertThat(chat(true)).contains(" tiny", "data: [DONE]");

    var server = server();
    server.destroyForcibly();
    Await.until("its end", Duration.ofSeconds(10), () -> !server.isAlive());
    Await.until(
        "another one answers",
        Duration.ofSeconds(30),
        () -> chat(false).contains(TinyModel.ANSWER));
  }

  private static boolean modelIsListed() {
    return platform.router().get("/v1/models").text().contains(MODEL);
  }

  private static String chat(boolean stream) {
    return platform
        .router()
        .post(
            "/v1/chat/completions",
            """
            {"model": "%s", "stream": %b, "max_tokens": 20,
             "messages": [{"role": "user", "content": "Hi"}]}
            """
                .formatted(MODEL, stream))
        .text();
  }

  private static ProcessHandle server() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(models.toString()) && line.contains("--alias"))
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }
}
