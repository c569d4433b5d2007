package uk.org.rmatool.worker.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LimitsConfig;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;

/** Of services that no control group holds. */
@Timeout(60)
class MemoryWatchTest {
  @TempDir private Path folder;
  private Launcher launcher;

  @AfterEach
  void leaveNothingBehind() {
    if (launcher != null) {
      launcher.stop();
    }
  }

  @Test
  void theOneThatTakesMostIsEndedWhenAllTakeMoreThanIsGiven() {
    TestLauncher.recipe(folder, "small");
    TestLauncher.recipe(folder, "large", "hungry:250");
    run("small", "large");
    var small = pid("small");
    var watch = watch(TestHardware.detection(folder, new LimitsConfig(0, 200, 0, 0, 0)));
    eventually(
        () -> {
          watch.look();
          assertThat(launcher.states().get("large").text())
              .containsPattern(
                  "was ended because it took \\d+ MB of memory, and all services together \\d+ MB"
                      + " of the 200 MB that are given \\(WORKER_MAX_MEMORY_MB\\)");
        });
    assertThat(pid("small")).isEqualTo(small);
  }

  @Test
  void aServiceThatTakesMoreThanItsRecipeGivesIsEnded() {
    var limits = Json.createObjectBuilder().add("memory_mb", 150);
    TestLauncher.recipe(folder, "large", recipe -> recipe.add("limits", limits), "hungry:250");
    launcher = TestLauncher.in(folder, folder.toString()); // without commands that limit anything
    launcher.assign(List.of("large"));
    var watch = watch(TestHardware.detection(folder, new LimitsConfig(0, 0, 0, 0, 0)));
    eventually(
        () -> {
          watch.look();
          assertThat(launcher.states().get("large").text())
              .containsPattern(
                  "was ended because it took \\d+ MB of memory, of which its recipe gives 150 MB");
        });
  }

  @Test
  void whatIsGivenMayBeTaken() {
    TestLauncher.recipe(folder, "one");
    TestLauncher.recipe(folder, "two");
    run("one", "two");
    var before = List.of(pid("one"), pid("two"));
    watch(TestHardware.detection(folder, new LimitsConfig(0, 1000, 0, 0, 0))).look();
    watch(TestHardware.detection(folder, new LimitsConfig(0, 0, 0, 0, 0))).look();
    assertThat(List.of(pid("one"), pid("two"))).isEqualTo(before);
    assertThat(launcher.states().values()).allMatch(it -> it.text().equals("running"));
  }

  @Test
  void theMemoryOfEachGpuIsWatchedToo() throws IOException {
    TestLauncher.recipe(folder, "one");
    TestLauncher.recipe(folder, "two");
    run("one", "two");
    var one = pid("one");
    var two = pid("two");
    nvidiaSmi(
        """
        echo 'GPU-a, %1$d, 3000'
        echo 'GPU-a, 1, 90000'
        echo 'GPU-b, %2$d, 3500'
        echo 'GPU-b, %1$d, [N/A]'
        """
            .formatted(one, two));
    var watch = watch(TestHardware.detection(folder, folder.resolve("bin").toString(), 4000));
    watch.lookAtGpus(); // on no GPU do services take more, and of others' processes it is silent
    assertThat(List.of(pid("one"), pid("two"))).containsExactly(one, two);

    nvidiaSmi("echo 'GPU-a, %d, 1000'; echo 'GPU-a, %d, 3500'".formatted(one, two));
    watch.lookAtGpus();
    eventually(
        () ->
            assertThat(launcher.states().get("two").text())
                .contains(
                    "was ended because it took 3500 MB of memory of GPU-a, and all services"
                        + " together 4500 MB of the 4000 MB that are given"
                        + " (WORKER_MAX_GPU_MEMORY_MB)"));
    assertThat(pid("one")).isEqualTo(one);
  }

  private MemoryWatch watch(Detection detection) {
    return new MemoryWatch(TestHardware.machine(), detection, launcher);
  }

  private void run(String... services) {
    launcher = TestLauncher.in(folder);
    launcher.assign(List.of(services));
    eventually(
        () -> {
          for (var service : services) {
            assertThat(launcher.running(service)).isPresent();
          }
        });
  }

  /** The first of a service's processes. */
  private long pid(String service) {
    return launcher.present().stream()
        .filter(it -> it.service().equals(service))
        .findFirst()
        .orElseThrow()
        .processes()
        .getFirst()
        .pid();
  }

  /** One that lists two GPUs, and processes as this script of the shell does. */
  private void nvidiaSmi(String processes) throws IOException {
    var file =
        Files.writeString(
            Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi"),
            """
            #!/bin/sh
            case "$1" in
              --query-compute-apps=gpu_uuid,pid,used_gpu_memory)
            %s
              ;;
              *)
                echo 'Tesla T4, 15360, 550.54, GPU-a, 0'
                echo 'Tesla T4, 15360, 550.54, GPU-b, 0'
              ;;
            esac
            """
                .formatted(processes));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
