package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.Eventually;

class LoadedModelsTest {
  @TempDir Path folder;

  private Launcher launcher;
  private LoadedModels models;

  /** Reads the recipes that are there. */
  private void start() {
    launcher = TestLauncher.in(folder);
    models = new LoadedModels(launcher, new ControlClient());
    models.start();
  }

  @AfterEach
  void stop() {
    models.stop();
    launcher.stop();
  }

  private void awaitModels(String... names) {
    Eventually.eventually(() -> assertThat(models.names()).containsExactly(names));
  }

  @Test
  void theyAreThoseThatTheServicesSay() {
    TestLauncher.recipe(
        folder,
        "llm-inference",
        "says:{\"data\":[{\"id\":\"org/b\"},{\"id\":\"a\"},{\"id\":7},{\"id\":\" \"},7]}");
    TestLauncher.recipe(folder, "rag-embeddings", "says:{\"data\":[{\"id\":\"c\"}]}");
    TestLauncher.recipe(folder, "ner-extraction", "says:{\"data\":[{\"id\":\"d\"}]}");
    start();
    launcher.assign(List.of("llm-inference", "rag-embeddings", "ner-extraction"));
    awaitModels("a", "c", "org/b");
    var told = new AtomicInteger();
    launcher.onChange(told::incrementAndGet);
    launcher.assign(List.of("rag-embeddings"));
    awaitModels("c");
    Eventually.eventually(
        () ->
            assertThat(told.get())
                .as("of the services and of the models")
                .isGreaterThanOrEqualTo(2));
  }

  @Test
  void servicesThatDoNotSayHaveNone() {
    TestLauncher.recipe(folder, "llm-inference", "says:nonsense");
    start();
    launcher.assign(List.of("llm-inference"));
    Eventually.eventually(() -> assertThat(launcher.address("llm-inference")).isPresent());
    models.look();
    assertThat(models.names()).isEmpty();
  }
}
