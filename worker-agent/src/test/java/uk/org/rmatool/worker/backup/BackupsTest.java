package uk.org.rmatool.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.recipes.TestRecipes;
import uk.org.rmatool.worker.state.Secrets;

@Timeout(60)
class BackupsTest {
  private static final java.time.Instant NOW = java.time.Instant.parse("2026-11-24T04:15:00.9Z");

  @TempDir private Path folder;
  private Launcher launcher;

  @AfterEach
  void leaveNothingBehind() {
    if (launcher != null) {
      launcher.stop();
    }
  }

  @Test
  void aServiceThatHasNoCommandForItIsCopiedWhileItDoesNotRun() throws IOException {
    var backups = with("notebook", "{}");
    running("notebook");
    write("notebook/index/segment", "passages");
    write("notebook/empty/", "");
    var states = new ConcurrentSkipListSet<String>();
    launcher.onChange(() -> launcher.states().values().forEach(state -> states.add(state.text())));
    var saved = backups.save("notebook", folder.resolve("to"));
    assertThat(saved.file()).isEqualTo(folder.resolve("to/notebook-20261124T041500Z.zip"));
    assertThat(saved.entries()).isEqualTo(1);
    assertThat(content(saved)).containsEntry("index/segment", "passages").containsKey("empty/");
    assertThat(states).contains("paused: its data is being saved");
    running("notebook");
    assertThat(folder.resolve("to")).isDirectoryContaining("glob:**.zip");
  }

  @Test
  void onlyWhatTheRecipeNamesIsCopiedForNobodyButTheOwner() throws IOException {
    var backups = with("node", "{\"paths\": [\"keys\", \"store/data\", \"not-there\"]}");
    write("node/keys/node.key", "secret");
    write("node/store/data/table", "rows");
    write("node/store/data/empty/", "");
    write("node/store/programs/server", "machine code");
    write("node/logs/log", "lines");
    var saved = backups.save("node", folder.resolve("to"));
    assertThat(content(saved))
        .containsOnlyKeys(
            "keys/", "keys/node.key", "store/data/", "store/data/empty/", "store/data/table")
        .containsEntry("keys/node.key", "secret");
    assertThat(saved.entries()).isEqualTo(2);
    assertThat(Files.getPosixFilePermissions(saved.file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aServiceWithACommandIsSavedByItWhileItRuns() throws IOException {
    var backups =
        with(
            "store",
            "{\"command\": [\"sh\", \"-c\", \"echo port $1 >\\\"$0/dump\\\"\", \"${backup_dir}\","
                + " \"${port}\"]}");
    running("store");
    var port = launcher.running("store").orElseThrow().port();
    var saved = backups.save("store", folder.resolve("to"));
    assertThat(content(saved)).containsOnlyKeys("dump").containsEntry("dump", "port " + port);
    assertThat(launcher.running("store")).isPresent();
    assertThat(folder.resolve("to")).isDirectoryContaining("glob:**.zip");
    assertThat(folder.resolve("to").toFile().list()).hasSize(1);
  }

  @Test
  void aCommandThatFailsSaysWhyAndLeavesNothing() throws IOException {
    var backups =
        with("store", "{\"command\": [\"sh\", \"-c\", \"echo no such table >&2; exit 3\"]}");
    running("store");
    assertThatThrownBy(() -> backups.save("store", folder.resolve("to")))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining(
            "The data of 'store' was not saved: its command ended with status 3: no such table.");
    assertThat(folder.resolve("to")).isEmptyDirectory();
  }

  @Test
  void aBackupThatHoldsNothingIsNone() throws IOException {
    var backups =
        with("store", "{\"command\": [\"sh\", \"-c\", \": >\\\"$0/dump\\\"\", \"${backup_dir}\"]}");
    running("store");
    assertThatThrownBy(() -> backups.save("store", folder.resolve("to")))
        .hasMessageContaining("there is nothing in");
    assertThat(folder.resolve("to")).isEmptyDirectory();
  }

  @Test
  void aServiceThatDoesNotRunCannotBeSavedByItsCommand() throws IOException {
    var backups = with("store", "{\"command\": [\"sh\", \"-c\", \"exit 0\"]}");
    assertThatThrownBy(() -> backups.save("store", folder.resolve("to")))
        .hasMessageContaining("it must run to be saved, and is not given to this worker");
  }

  @Test
  void whatIsNoFileIsNotLeftOutInSilence() throws IOException {
    var backups = with("notebook", "{}");
    write("notebook/real", "text");
    Files.createSymbolicLink(
        folder.resolve("state/data/notebook/link"), folder.resolve("state/data/notebook/real"));
    assertThatThrownBy(() -> backups.save("notebook", folder.resolve("to")))
        .hasMessageContaining("link is neither a file nor a folder");
    assertThat(folder.resolve("to")).isEmptyDirectory();
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaid() throws IOException {
    var backups = with("notebook", "{}");
    write("notebook/real", "text");
    var file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> backups.save("notebook", file))
        .hasMessageContaining("FileAlreadyExistsException: " + file);
    assertThatThrownBy(() -> backups.save("unheard-of", folder))
        .hasMessageContaining("No recipe of 'unheard-of' here says how its data is saved.");
  }

  @Test
  void nobodyButTheOwnerMayAsk() throws IOException {
    var backups = with("notebook", "{}");
    write("notebook/real", "text");
    var secrets = new Secrets(TestHardware.state(folder.resolve("state")));
    var resource = new BackupsResource(backups, secrets);
    assertThatThrownBy(() -> resource.look(null)).hasMessageContaining("for the owner");
    assertThatThrownBy(() -> resource.save("Bearer guess", wish("notebook", folder.toString())))
        .hasMessageContaining("for the owner");
    var key = "Bearer " + secrets.value(Secrets.OWNER);
    assertThat(resource.look(key).getJsonArray("services")).hasToString("[\"notebook\"]");
    assertThat(resource.save(key, wish("notebook", folder.toString())).bytes()).isEqualTo(4);
    assertThatThrownBy(() -> resource.save(key, wish("notebook", "relative")))
        .hasMessageContaining("folder");
  }

  private static JsonObject wish(String service, String folder) {
    return Json.createObjectBuilder().add("service", service).add("folder", folder).build();
  }

  /** A worker with one recipe whose <code>backup</code> is this. */
  private Backups with(String service, String backup) throws IOException {
    try (var reader = Json.createReader(new java.io.StringReader(backup))) {
      var json = reader.readObject();
      TestLauncher.recipe(folder, service, recipe -> recipe.add("backup", json));
    }
    launcher = TestLauncher.in(folder);
    var recipes = TestRecipes.in(folder, folder.resolve("state"), TestHardware.commands());
    return new Backups(recipes, launcher, new SettableClock(NOW));
  }

  private void running(String service) {
    launcher.assign(List.of(service));
    eventually(() -> assertThat(launcher.running(service)).isPresent());
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve("state/data/" + name);
    if (name.endsWith("/")) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static TreeMap<String, String> content(Archive archive) throws IOException {
    var content = new TreeMap<String, String>();
    try (var zip = new ZipFile(archive.file().toFile())) {
      for (var entry : zip.stream().toList()) {
        content.put(
            entry.getName(),
            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8).strip());
      }
    }
    return content;
  }
}
