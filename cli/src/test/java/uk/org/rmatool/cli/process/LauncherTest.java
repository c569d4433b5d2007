package uk.org.rmatool.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LauncherTest {
  @TempDir Path folder;

  @Test
  void theProcessGetsItsEnvironmentAndWritesItsLog() throws Exception {
    var launch = launch("echo \"$GREETING ${PATH:+path} ${HOME:-withheld}\"", List.of("HOME"));
    var process = new Launcher().launch(launch);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(launch.log())).isEqualTo("hello path withheld\n");
  }

  @Test
  void theStartedProcessIsTheProgramItself() throws Exception {
    var launch = launch("echo $$; exec sleep 600", List.of());
    var process = new Launcher().launch(launch);
    try {
      assertThat(logged(launch)).isTrue();
      assertThat(Files.readString(launch.log()).strip()).isEqualTo(Long.toString(process.pid()));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatAProcessLeftInItsSessionIsSweptAway() throws Exception {
    var launch = launch("sleep 600 & echo $!; sleep 600", List.of());
    var process = new Launcher().launch(launch);
    assertThat(logged(launch)).isTrue();
    var leader = ProcessIdentity.of(process.toHandle());
    assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    var orphan = ProcessHandle.of(Long.parseLong(Files.readString(launch.log()).strip()));
    var identity = ProcessIdentity.of(orphan.orElseThrow());
    assertThat(identity.alive()).isTrue();
    Stopping.sweepSession(leader);
    assertThat(identity.alive()).isFalse();
  }

  @Test
  void aProcessThatIgnoresThePoliteSignalIsEndedByForce() throws Exception {
    var launch = launch("trap '' TERM; echo ready; while :; do sleep 1; done", List.of());
    var process = new Launcher().launch(launch);
    assertThat(logged(launch)).isTrue();
    var identity = ProcessIdentity.of(process.toHandle());
    assertThat(Stopping.stop(identity, Signal.TERM, Duration.ofMillis(300))).isFalse();
    assertThat(identity.alive()).isFalse();
    Stopping.sweepSession(identity);
  }

  @Test
  void nothingStartsAfterClose() throws Exception {
    var launcher = new Launcher();
    launcher.close();
    assertThatThrownBy(() -> launcher.launch(launch("true", List.of())))
        .isInstanceOf(IOException.class);
  }

  private Launch launch(String script, List<String> withheld) {
    return new Launch(
        List.of("sh", "-c", script),
        Map.of("GREETING", "hello"),
        withheld,
        folder,
        folder.resolve("log"),
        Signal.TERM);
  }

  private static boolean logged(Launch launch) throws InterruptedException {
    return Wait.until(
        Duration.ofSeconds(10),
        Duration.ofMillis(20),
        () -> {
          try {
            return Files.size(launch.log()) > 0;
          } catch (IOException e) {
            return false;
          }
        });
  }
}
