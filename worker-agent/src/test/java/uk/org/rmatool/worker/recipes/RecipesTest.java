package uk.org.rmatool.worker.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.TestHardware;

class RecipesTest {
  @TempDir private Path folder;

  @Test
  void everyRecipeOfThePlatformIsPackagedAndReadable() throws IOException {
    var packaged =
        new String(
            RecipesTest.class.getResourceAsStream("/recipes/index.txt").readAllBytes(),
            StandardCharsets.UTF_8);
    try (var files = Files.newDirectoryStream(Path.of("../services/recipes"), "*.json")) {
      for (var file : files) {
        var recipe = RecipeReader.read(file.toString(), Files.readAllBytes(file));
        assertThat(packaged.lines()).contains(file.getFileName().toString());
        assertThat(file.getFileName()).hasToString(recipe.service() + ".json");
      }
    }
  }

  @Test
  void documentsRunWhereTheirProgramIs() throws IOException {
    var program = folder.resolve("documents/target/rma-documents.jar");
    var recipe = recipes().find("document-processing").orElseThrow();
    assertThat(recipes().unmet(recipe)).containsExactly("needs the file " + program);
    Files.createDirectories(program.getParent());
    Files.createFile(program);
    assertThat(recipes().runnable()).contains("document-processing");
    assertThat(recipes().launch(recipe, 4711, folder).command())
        .contains(program.toString(), "4711", "--exit-with-parent")
        .first()
        .isEqualTo(System.getProperty("java.home") + "/bin/java");
  }

  @Test
  void withoutServicesHomeThatIsTheReason() {
    var recipes =
        new Recipes(
            new RecipesConfig(Optional.empty(), Optional.empty(), "http://r:9080"),
            TestHardware.detection(folder),
            TestHardware.commands());
    var recipe = recipes.find("document-processing").orElseThrow();
    assertThat(recipes.unmet(recipe)).containsExactly("needs SERVICES_HOME to be set");
    assertThat(recipes.runnable()).doesNotContain("document-processing");
  }

  @Test
  void everyUnmetNeedIsAReason() throws IOException {
    write(
        "huge",
        """
        {"service": "huge", "command": ["true"],
         "needs": {"memory_mb": 90000000, "disk_mb": 90000000, "gpu": true, "gpu_memory_mb": 80000,
                   "commands": ["no-such-command", "sh"], "files": ["/no/such/file"]}}
        """);
    assertThat(recipes().unmet(recipes().find("huge").orElseThrow()))
        .satisfiesExactly(
            reason ->
                assertThat(reason).startsWith("needs 90000000 MB of memory, this machine has"),
            reason -> assertThat(reason).startsWith("needs 90000000 MB of free disk space"),
            reason -> assertThat(reason).startsWith("needs a GPU"),
            reason -> assertThat(reason).contains("'no-such-command'"),
            reason -> assertThat(reason).isEqualTo("needs the file /no/such/file"));
  }

  @Test
  void theOperatorsRecipeReplacesThePackagedOne() throws IOException {
    write("mine", "{\"service\":\"document-processing\",\"command\":[\"sh\",\"-c\",\"true\"]}");
    var recipe = recipes().find("document-processing").orElseThrow();
    assertThat(recipe.command()).isEqualTo(List.of("sh", "-c", "true"));
    assertThat(recipe.health().startTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(recipe.grace()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aServiceIsToldWhereItReachesTheOthers() throws IOException {
    write("asks", "{\"service\":\"asks\",\"command\":[\"ask\",\"--platform\",\"${platform}\"]}");
    var recipe = recipes().find("asks").orElseThrow();
    assertThat(recipes().launch(recipe, 4711, folder).command())
        .containsExactly("ask", "--platform", "http://r:9080");
  }

  @Test
  void whatIsWrongWithARecipeIsSaidAtOnce() {
    refused("{", "not valid JSON");
    refused("{}", "service: is required", "command: is required");
    refused("{\"service\":\"A B\",\"command\":[\"x\"]}", "service: must be lower-case");
    refused("{\"service\":\"a\",\"comand\":[\"x\"]}", "comand: is no member");
    refused("{\"service\":\"a\",\"command\":[\"${prot}\"]}", "uses ${prot}, which is unknown");
    refused("{\"service\":\"a\",\"command\":[\"x\"],\"needs\":{\"gpu\":1}}", "gpu: must be true");
    refused(
        "{\"service\":\"a\",\"command\":[\"x\"],\"health\":{\"interval_s\":0}}",
        "interval_s: must be from 1 to 3600");
  }

  @Test
  void aFolderThatIsNotThereStopsTheStart() {
    assertThatThrownBy(() -> new RecipesConfig(Optional.of(folder + "/none"), Optional.empty(), ""))
        .hasMessageMatching("RECIPES_DIR '.*/none' is not a folder\\.");
  }

  private static void refused(String json, String... reasons) {
    assertThatThrownBy(() -> RecipeReader.read("x.json", json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The recipe x.json is not usable: ")
        .hasMessageContainingAll(reasons);
  }

  private Recipes recipes() {
    return new Recipes(
        new RecipesConfig(
            Optional.of(folder.toString()), Optional.of(folder.toString()), "http://r:9080"),
        TestHardware.detection(folder),
        TestHardware.commands());
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), json);
  }
}
