package uk.org.rmatool.worker.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        assertThat(file.getFileName().toString()).startsWith(recipe.service());
      }
    }
  }

  @Test
  void documentsRunWhereTheirProgramIs() throws IOException {
    var program = folder.resolve("documents/target/rma-documents.jar");
    var recipe = recipes().find("document-processing").orElseThrow();
    assertThat(recipes().unmet("document-processing")).containsExactly("needs the file " + program);
    Files.createDirectories(program.getParent());
    Files.createFile(program);
    assertThat(recipes().runnable()).contains("document-processing");
    assertThat(recipes().launch(recipe, 4711).command())
        .contains(program.toString(), "4711", "--exit-with-parent")
        .first()
        .isEqualTo(System.getProperty("java.home") + "/bin/java");
  }

  @Test
  void aRemedyStandsForMissingFiles() throws IOException {
    write(
        "fetched",
        """
        {"service": "fetched", "command": ["true"],
         "needs": {"files": ["/no/such/file", "/nor/this"], "remedy": "run ./rma fetch it"}}
        """);
    assertThat(recipes().unmet("fetched")).containsExactly("run ./rma fetch it");
  }

  @Test
  void withoutServicesHomeThatIsTheReason() {
    var recipes =
        TestRecipes.of(
            new RecipesConfig(
                Optional.empty(),
                Optional.empty(),
                "http://r:9080",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "127.0.0.1"),
            folder,
            TestHardware.commands());
    assertThat(recipes.unmet("document-processing"))
        .containsExactly("needs SERVICES_HOME to be set");
    assertThat(recipes.runnable()).doesNotContain("document-processing");
  }

  /** What they need is what they take usually; a limit is for what runs away. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "document-processing",
        "ner-extraction",
        "notes-coa",
        "rag-embeddings",
        "vision-ocr"
      })
  void ourOwnServicesMayTakeMoreThanTheyNeedButNotAllMemory(String service) {
    var recipe = recipes().find(service).orElseThrow();
    assertThat(recipe.limits().memoryMb())
        .isBetween(recipe.needs().memoryMb() * 3 / 2, recipe.needs().memoryMb() * 6);
    assertThat(recipe.limits().cpus()).isZero();
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
    assertThat(recipes().unmet("huge"))
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
    assertThat(recipes().launch(recipe, 4711).command())
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
        "{\"service\":\"a\",\"image\":{\"name\":\"x\",\"port\":1},\"backup\":{\"command\":[\"x\"]}}",
        "backup: has no command where an image runs");
    for (var path : List.of("/etc", "../other", "state/../..", "", ".", "a//b")) {
      refused(
          "{\"service\":\"a\",\"command\":[\"x\"],\"backup\":{\"paths\":[\"%s\"]}}".formatted(path),
          "paths: must be below the data folder");
    }
    refused(
        "{\"service\":\"a\",\"command\":[\"x\"],\"health\":{\"interval_s\":0}}",
        "interval_s: must be from 1 to 3600");
    refusedHealth("\"send\":\"PING\"", "send: and expect go together");
    refusedHealth("\"expect\":[\"PONG\"]", "send: and expect go together");
    refusedHealth(
        "\"send_hex\":\"6\",\"expect\":\"x\"", "send_hex: must be two hexadecimal digits");
    refusedHealth(
        "\"send\":\"a\",\"send_hex\":\"61\",\"expect\":\"x\"", "send_hex: and send are two ways");
    refusedHealth("\"send\":\"a\",\"expect\":[1]", "expect: must be a list of strings");
  }

  @Test
  void aBadRecipeIsRefusedWithOneLineAndTheOthersCount() throws IOException {
    write("good", "{\"service\":\"good\",\"command\":[\"true\"]}");
    write("typo", "{\"service\":\"redis\",\"comand\":[\"redis-server\"]}");
    write("broken", "{");
    var recipes = recipes();
    assertThat(recipes.runnable()).contains("good").doesNotContain("redis", "broken");
    assertThat(recipes.refused()).containsOnlyKeys("redis", "broken");
    assertThat(recipes.refused().get("redis"))
        .matches("The recipe .*/typo.json is not usable: .*comand: is no member.*")
        .doesNotContain("\n");
    assertThat(recipes.find("redis")).isEmpty();
  }

  @Test
  void ofSeveralRecipesTheFirstThatTheMachineCanRunIsTaken() throws IOException {
    write("x-1", "{\"service\":\"x\",\"command\":[\"one\"],\"needs\":{\"gpu\":true}}");
    write("x-2", "{\"service\":\"x\",\"command\":[\"two\"]}");
    write("x-3", "{\"service\":\"x\",\"command\":[\"three\"]}");
    assertThat(recipes().find("x").orElseThrow().command()).containsExactly("two");
    assertThat(recipes().unmet("x")).isEmpty();
  }

  @Test
  void whatEveryOfSeveralRecipesLacksIsSaid() throws IOException {
    write("x-1", "{\"service\":\"x\",\"command\":[\"1\"],\"needs\":{\"gpu\":true}}");
    write("x-2", "{\"service\":\"x\",\"command\":[\"2\"],\"needs\":{\"commands\":[\"no-such\"]}}");
    assertThat(recipes().unmet("x"))
        .containsExactly(
            "needs a GPU, this machine has none that answers",
            "needs the command 'no-such' on the PATH");
  }

  @Test
  void aPasswordIsMadeUpOnceAndKeptFromOthers() throws IOException {
    write(
        "x",
        """
        {"service": "x", "command": ["run", "${secret_file:x}", "${data_dir}", "${models_dir}"],
         "environment": {"PASSWORD": "${secret:x}"}}
        """);
    var recipe = recipes().find("x").orElseThrow();
    var launch = recipes().launch(recipe, 1);
    var state = folder.resolve("state");
    assertThat(launch.command())
        .containsExactly(
            "run",
            state.resolve("secrets/x").toString(),
            state.resolve("data/x").toString(),
            state.resolve("models").toString());
    assertThat(state.resolve("data/x")).isDirectory();
    assertThat(launch.environment().get("PASSWORD")).matches("[A-Za-z0-9_-]{32}");
    assertThat(recipes().launch(recipe, 2).environment()).isEqualTo(launch.environment());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve("secrets/x"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aModelThatDoesNotFitIsSaid() throws IOException {
    var model = folder.resolve("huge.gguf");
    try (var file = new RandomAccessFile(model.toFile(), "rw")) {
      file.setLength(TestHardware.detection(folder).hardware().memoryBytes());
    }
    write(
        "x",
        "{\"service\":\"x\",\"command\":[\"true\"],\"needs\":{\"model\":\"%s\"}}".formatted(model));
    assertThat(recipes().unmet("x"))
        .singleElement()
        .asString()
        .matches("the model huge.gguf takes about \\d+ MB of memory, this machine has \\d+");
  }

  @Test
  void servicesTogetherNeedNoMoreMemoryThanThereIs() throws IOException {
    write("x", "{\"service\":\"x\",\"command\":[\"true\"],\"needs\":{\"memory_mb\":1}}");
    var all = TestHardware.detection(folder).hardware().memoryBytes() / (1024 * 1024);
    write(
        "y",
        "{\"service\":\"y\",\"command\":[\"true\"],\"needs\":{\"memory_mb\":%d}}".formatted(all));
    var x = recipes().find("x").orElseThrow();
    var y = recipes().find("y").orElseThrow();
    assertThat(recipes().crowded(x, List.of())).isEmpty();
    assertThat(recipes().crowded(x, List.of(y)))
        .contains(
            "needs 1 MB of memory, of %d MB the other services here need %d".formatted(all, all));
  }

  @Test
  void anImageIsRunByTheEngineThatWorks() throws IOException {
    tool("podman", "exit 125");
    tool("docker", "exit 0");
    write(
        "x",
        """
        {"service": "x", "image": {"name": "docker.io/library/x:1", "port": 80, "data": "/data"},
         "command": ["--quiet"], "environment": {"PASSWORD": "${secret:x}"},
         "limits": {"memory_mb": 256, "cpus": 2}}
        """);
    var recipes =
        TestRecipes.in(folder, folder.resolve("state"), TestHardware.commands(folder.toString()));
    assertThat(recipes.unmet("x")).isEmpty();
    var launch = recipes.launch(recipes.find("x").orElseThrow(), 4711);
    var name = "rma-" + TestHardware.state(folder.resolve("state")).tag() + "-x";
    assertThat(launch.command())
        .containsExactly(
            folder.resolve("docker").toString(),
            "run",
            "--rm",
            "--name",
            name,
            "--publish",
            "127.0.0.1:4711:80",
            "--volume",
            folder.resolve("state/data/x") + ":/data",
            "--env",
            "PASSWORD",
            "--memory",
            "256m",
            "--cpus",
            "2",
            "docker.io/library/x:1",
            "--quiet");
    assertThat(launch.container().orElseThrow().removal()).endsWith("rm", "--force", name);
  }

  @Test
  void aContainerOfAnOrdinaryUsersWorkerRunsAsThatUser() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives folders away");
    write("x", "{\"service\":\"x\",\"image\":{\"name\":\"x:1\",\"port\":80}}");
    var state = Files.createDirectories(folder.resolve("state"));
    Files.setAttribute(state, "unix:uid", 1234);
    Files.setAttribute(state, "unix:gid", 567);
    tool("docker", "exit 0");
    assertThat(started(state)).contains("--user", "1234:567").doesNotContain("--userns");
    tool("podman", "exit 0");
    assertThat(started(state)).containsSequence("--userns", "keep-id", "--user", "1234:567");
  }

  private List<String> started(Path state) throws IOException {
    var recipes = TestRecipes.in(folder, state, TestHardware.commands(folder.toString()));
    return recipes.launch(recipes.find("x").orElseThrow(), 4711).command();
  }

  @Test
  void anEngineThatDoesNotWorkIsTheReason() throws IOException {
    tool("docker", "echo 'Cannot connect to the Docker daemon'; exit 1");
    write("x", "{\"service\":\"x\",\"image\":{\"name\":\"x:1\",\"port\":80}}");
    var recipes = TestRecipes.in(folder, folder, TestHardware.commands(folder.toString()));
    assertThat(recipes.unmet("x"))
        .containsExactly(
            "needs podman or docker: docker is there but does not work: it ended with status 1:"
                + " Cannot connect to the Docker daemon");
  }

  private void tool(String name, String script) throws IOException {
    var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aFolderThatIsNotThereStopsTheStart() {
    assertThatThrownBy(() -> TestRecipes.config(folder.resolve("none")))
        .hasMessageMatching("RECIPES_DIR '.*/none' is not a folder\\.");
  }

  private static void refusedHealth(String members, String reason) {
    refused("{\"service\":\"a\",\"command\":[\"x\"],\"health\":{%s}}".formatted(members), reason);
  }

  private static void refused(String json, String... reasons) {
    assertThatThrownBy(() -> RecipeReader.read("x.json", json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The recipe x.json is not usable: ")
        .hasMessageContainingAll(reasons);
  }

  private Recipes recipes() {
    return TestRecipes.in(folder);
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), json);
  }
}
