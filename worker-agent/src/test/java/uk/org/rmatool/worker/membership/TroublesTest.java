package uk.org.rmatool.worker.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;
import uk.org.rmatool.worker.recipes.TestRecipes;
import uk.org.rmatool.worker.status.HealthResource;

/** Whatever keeps a service from running is one line, for the coordinator and in the health. */
@Timeout(60)
class TroublesTest {
  /** Coordinators take no more. */
  private static final int LONGEST = 500;

  @TempDir private Path folder;
  private final FakeCoordinator coordinator = new FakeCoordinator();
  private Launcher launcher;
  private Membership membership;
  private HealthResource health;

  @AfterEach
  void stop() {
    membership.stop();
    launcher.stop();
    coordinator.close();
  }

  @Test
  void aBadRecipe() throws IOException {
    recipe("bad", "\"comand\": [\"true\"]");
    start(TestLauncher.in(folder));
    isTold("bad", "bad.json is not usable: comand: is no member of a recipe here.");
    isNotAskedFor("bad");
  }

  @Test
  void aMissingBinary() throws IOException {
    recipe("picky", "\"command\": [\"true\"], \"needs\": {\"commands\": [\"no-such-program\"]}");
    start(TestLauncher.in(folder));
    isTold("picky", "unsupported: needs the command 'no-such-program' on the PATH");
    isNotAskedFor("picky");
  }

  @Test
  void aModelThatDoesNotFit() throws IOException {
    var model = folder.resolve("huge.gguf");
    try (var file = new RandomAccessFile(model.toFile(), "rw")) {
      file.setLength(TestHardware.detection(folder).hardware().memoryBytes());
    }
    recipe("model", "\"command\": [\"true\"], \"needs\": {\"model\": \"%s\"}".formatted(model));
    start(TestLauncher.in(folder));
    isTold("model", "unsupported: the model huge.gguf takes about ");
    isNotAskedFor("model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "http"})
  void aPortInUse(String scheme) throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      recipe(
          "fixed",
          "\"command\": [\"sleep\", \"600\"], \"network\": {\"scheme\": \"%s\", \"port\": %d}"
              .formatted(scheme, taken.getLocalPort()));
      coordinator.assign("fixed");
      start(TestLauncher.in(folder));
      isTold(
          "fixed", "failed: cannot be started: port %d is in use".formatted(taken.getLocalPort()));
    }
  }

  /** The disk has space; the launcher wants more of it than any disk has. */
  @Test
  void aFullDisk() {
    TestLauncher.recipe(folder, "one");
    coordinator.assign("one");
    start(TestLauncher.withoutDisk(folder));
    isTold("one", "failed: cannot be started: the disk is full: ");
  }

  /** It is full as far as its owner gives it: so a service that needs more is not asked for. */
  @Test
  void aDiskThatIsTooSmall() throws IOException {
    recipe("large", "\"command\": [\"true\"], \"needs\": {\"disk_mb\": 90000000}");
    start(TestLauncher.in(folder));
    isTold("large", "unsupported: needs 90000000 MB of free disk space, this machine has ");
    isNotAskedFor("large");
  }

  private void recipe(String service, String members) throws IOException {
    Files.writeString(
        folder.resolve(service + ".json"), "{\"service\": \"%s\", %s}".formatted(service, members));
  }

  private void start(Launcher started) {
    launcher = started;
    membership =
        TestMembership.membership(
            coordinator.url(), folder, launcher, TestHardware.load(folder), Duration.ofMillis(20));
    var identity = TestMembership.identity(coordinator.url(), folder);
    health =
        new HealthResource(
            identity,
            launcher,
            membership,
            TestMembership.control(coordinator.url(), identity),
            TestRecipes.in(folder),
            TestMembership.noDht(folder));
    membership.start();
  }

  private void isTold(String service, String words) {
    eventually(
        () -> {
          assertThat(coordinator.calls("/heartbeat")).isNotEmpty();
          var heartbeat = coordinator.calls("/heartbeat").getLast().body();
          requireLine(text(heartbeat.getJsonObject("services_status"), service), words);
        });
    var reason = words.replaceFirst("^unsupported: ", "");
    eventually(() -> requireLine(health.health().servicesStatus().get(service), reason));
  }

  private static void requireLine(String text, String words) {
    assertThat(text).contains(words).hasSizeLessThanOrEqualTo(LONGEST).doesNotContain("\n");
  }

  private static String text(JsonObject states, String service) {
    return states.getString(service, "nothing is said of it");
  }

  /** Coordinators give nothing that is not announced as runnable. */
  private void isNotAskedFor(String service) {
    var announcement = coordinator.calls("/register").getFirst().body();
    assertThat(announcement.getJsonArray("runnable").toString()).doesNotContain(service);
  }
}
