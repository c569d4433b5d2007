package uk.org.rmatool.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.console.Progress;
import uk.org.rmatool.cli.home.Home;
import uk.org.rmatool.cli.home.RunState;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.Launch;
import uk.org.rmatool.cli.process.Launcher;
import uk.org.rmatool.cli.process.ProcessIdentity;
import uk.org.rmatool.cli.process.Signal;
import uk.org.rmatool.cli.process.Wait;

/** A session whose leader was killed: what is left in it is a service of ours, or is not. */
@Timeout(30)
class LeftoversTest {
  @TempDir Path folder;
  private ProcessIdentity leader;
  private ProcessIdentity member;

  @BeforeEach
  void leaveAMemberOfASessionBehind() throws Exception {
    var log = folder.resolve("log");
    var process =
        new Launcher()
            .launch(
                new Launch(
                    List.of("sh", "-c", "sleep 600 & echo $!; wait"),
                    Map.of(),
                    List.of(),
                    folder,
                    log,
                    Signal.TERM));
    leader = ProcessIdentity.of(process.toHandle());
    assertThat(Wait.until(Duration.ofSeconds(10), Duration.ofMillis(20), () -> holdsALine(log)))
        .isTrue();
    var pid = Long.parseLong(Files.readString(log).strip());
    member = ProcessIdentity.of(ProcessHandle.of(pid).orElseThrow());
    assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(member.alive()).isTrue();
  }

  @AfterEach
  void endIt() {
    member.find().ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void whatAKilledRunLeftIsEnded() throws Exception {
    clear(Phase.READY, leader, Activity.READY);
    assertThat(member.alive()).isFalse();
  }

  @Test
  void nothingIsSweptAfterACleanEnd() throws Exception {
    clear(Phase.STOPPED, leader, Activity.READY);
    clear(Phase.FAILED, leader, Activity.STOPPED);
    var ended = state(Phase.READY, leader, Activity.READY).ended();
    new Leftovers(new Home(folder), new Progress(List.of())).clear(Optional.of(ended));
    assertThat(member.alive()).isTrue();
  }

  @Test
  void nothingOfAnotherBootIsSwept() throws Exception {
    var ticks = leader.birth().substring(leader.birth().lastIndexOf(':'));
    var other = "linux:9e107d9d-372b-4b8a-9d5c-1c1a2b3c4d5e" + ticks;
    clear(Phase.READY, new ProcessIdentity(leader.pid(), other), Activity.READY);
    clear(Phase.READY, new ProcessIdentity(leader.pid(), "unknown"), Activity.READY);
    assertThat(member.alive()).isTrue();
  }

  @Test
  void whatIsOlderThanTheLeaderIsSpared() throws Exception {
    var later = new ProcessIdentity(leader.pid(), leader.birth() + "0");
    clear(Phase.READY, later, Activity.READY);
    assertThat(member.alive()).isTrue();
  }

  private void clear(Phase phase, ProcessIdentity recorded, Activity activity) throws Exception {
    new Leftovers(new Home(folder), new Progress(List.of()))
        .clear(Optional.of(state(phase, recorded, activity)));
  }

  private static RunState state(Phase phase, ProcessIdentity recorded, Activity activity) {
    return new RunState(
        phase,
        ProcessIdentity.self(),
        0,
        "",
        Map.of(),
        List.of(new Running("worker", recorded, activity, 0, "tcp:1")));
  }

  private static boolean holdsALine(Path file) {
    try {
      return Files.readString(file).endsWith("\n");
    } catch (IOException e) {
      return false;
    }
  }
}
