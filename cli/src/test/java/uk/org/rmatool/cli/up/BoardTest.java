package uk.org.rmatool.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunFile;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.Signal;

/** A run file in a folder that does not exist cannot be written, as on a full disk. */
@Timeout(30)
class BoardTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Progress progress =
      new Progress(List.of(new PrintStream(said, true, StandardCharsets.UTF_8)));

  @Test
  void aProgramIsStartedAndStoppedThoughTheRunFileCannotBeWritten() throws Exception {
    var board = new Board(new RunFile(new Home(folder.resolve("full"))), 0, progress);
    var pid = folder.resolve("pid");
    var launch =
        new Launch(
            List.of("sh", "-c", "echo $$ > pid.new; mv pid.new pid; exec sleep 600"),
            Map.of(),
            List.of(),
            folder,
            folder.resolve("log"),
            Signal.TERM);
    var program =
        new Program(
            "sleeper",
            launch,
            "tcp:1",
            () -> Files.exists(pid),
            "",
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
    var kept = new KeptRunning(program, new Launcher(), board, progress);
    kept.start();
    kept.firstReady().get(20, TimeUnit.SECONDS);
    var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    board.phase(Phase.STOPPING);
    kept.stop();
    assertThat(process.isAlive()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("the run file cannot be written");
  }

  @Test
  void theStateIsPublishedAgainAsSoonAsItCanBe() throws Exception {
    var home = new Home(folder.resolve("full"));
    var board = new Board(new RunFile(home), 0, progress);
    board.phase(Phase.STOPPING);
    Files.createDirectories(home.folder());
    board.failed("no luck");
    assertThat(new RunFile(home).read().map(RunState::failure)).contains("no luck");
  }

  @Test
  void aStartThatCannotBePublishedFails() {
    var board = new Board(new RunFile(new Home(folder.resolve("full"))), 0, progress);
    assertThatThrownBy(() -> board.starting(Phase.STARTING)).isInstanceOf(IOException.class);
  }
}
