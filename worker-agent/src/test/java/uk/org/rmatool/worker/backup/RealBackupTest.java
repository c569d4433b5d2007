package uk.org.rmatool.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.org.rmatool.worker.Eventually.eventually;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.recipes.Recipes;
import uk.org.rmatool.worker.recipes.TestRecipes;

/** The packaged recipes of data services, where the machine has their programs. */
@Timeout(90)
class RealBackupTest {
  @TempDir private Path folder;
  private Recipes recipes;
  private Launcher launcher;
  private Backups backups;

  @BeforeEach
  void start() {
    var state = folder.resolve("state");
    var commands = TestHardware.commands();
    recipes = TestRecipes.packaged(state, commands, folder, "none");
    launcher = TestLauncher.of(recipes, commands, state);
    backups = new Backups(recipes, launcher, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    launcher.stop();
  }

  @Test
  void redisIsSavedWhileItRunsAndItsFileIsRead() throws Exception {
    assumeTrue(has("redis-server", "redis-cli"));
    var port = run("redis");
    var auth = Map.of("REDISCLI_AUTH", secret("redis"));
    assertThat(output(auth, "redis-cli", "-p", port, "SET", "greeting", "hello")).isEqualTo("OK");
    var saved = backups.save("redis", folder.resolve("to"));
    unpack(saved, folder.resolve("unpacked"));
    assertThat(output(Map.of(), "redis-check-rdb", folder.resolve("unpacked/dump.rdb").toString()))
        .contains("RDB looks OK")
        .contains("1 keys read");
  }

  @Test
  void postgresIsSavedWhileItRunsAsSql() throws Exception {
    assumeTrue(has("postgres", "pg_dumpall", "psql"));
    var port = run("postgres");
    var auth = Map.of("PGPASSWORD", secret("postgres"));
    eventually(
        () ->
            assertThat(sql(auth, port, "create table kept as select 'this one' as word"))
                .contains("SELECT 1"));
    var saved = backups.save("postgres", folder.resolve("to"));
    assertThat(BackupsTest.content(saved).get("all.sql"))
        .contains("CREATE ROLE rma")
        .contains("CREATE TABLE public.kept")
        .contains("this one");
  }

  private static boolean has(String... programs) {
    return List.of(programs).stream()
        .allMatch(program -> TestHardware.commands().find(program).isPresent());
  }

  private String run(String service) {
    launcher.assign(List.of(service));
    eventually(
        () ->
            assertThat(launcher.running(service))
                .as(launcher.states().get(service).describe())
                .isPresent());
    return Integer.toString(launcher.running(service).orElseThrow().port());
  }

  private String secret(String service) throws IOException {
    return Files.readString(folder.resolve("state/secrets").resolve(service)).strip();
  }

  private String sql(Map<String, String> auth, String port, String sql) {
    try {
      return output(
          auth, "psql", "-h", "127.0.0.1", "-p", port, "-U", "rma", "-d", "postgres", "-c", sql);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String output(Map<String, String> environment, String... command) throws Exception {
    var file = Files.createTempFile(folder, "output", ".txt");
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(file.toFile());
    builder.environment().putAll(environment);
    assertThat(builder.start().waitFor(20, TimeUnit.SECONDS)).isTrue();
    return Files.readString(file).strip();
  }

  private static void unpack(Archive archive, Path to) throws IOException {
    Files.createDirectories(to);
    try (var zip = new ZipFile(archive.file().toFile())) {
      for (var entry : zip.stream().toList()) {
        Files.copy(zip.getInputStream(entry), to.resolve(entry.getName()));
      }
    }
  }
}
