package uk.org.rmatool.worker.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.wiring.SettableClock;
import uk.org.rmatool.worker.hardware.Detection;
import uk.org.rmatool.worker.hardware.LimitsConfig;
import uk.org.rmatool.worker.hardware.OthersLoad;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.Launcher;
import uk.org.rmatool.worker.launcher.TestLauncher;

class OwnerControlTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(NOON);
  private double load;

  @Test
  void servicesRunInTheHoursThatAreGiven() {
    var nights = permission("22:00-06:00, 12:00-13:00", 0, ZoneOffset.UTC);
    assertThat(nights.refusal(NOON, 1)).isEmpty();
    assertThat(nights.refusal(NOON.plus(Duration.ofHours(1)), 0))
        .contains("outside the hours 22:00-06:00, 12:00-13:00 that the machine is given");
    assertThat(nights.refusal(NOON.plus(Duration.ofHours(10)), 0)).isEmpty();
    assertThat(nights.refusal(NOON.plus(Duration.ofHours(18)).minus(SECOND), 0)).isEmpty();
    assertThat(nights.refusal(NOON.plus(Duration.ofHours(18)), 0)).isPresent();
  }

  @Test
  void theMachinesOwnTimeCounts() {
    var mornings = permission("06:00-08:00", 0, ZoneId.of("America/New_York"));
    assertThat(mornings.refusal(NOON, 0)).isEmpty(); // seven o'clock there
  }

  @Test
  void aLoadPausesWhenItLastsAndIsOverWhenItStaysAway() {
    var polite = permission("", 0.5, ZoneOffset.UTC);
    var now = NOON;
    assertThat(polite.refusal(now, 0.6)).isEmpty();
    now = now.plus(Permission.LASTED).minus(SECOND);
    assertThat(polite.refusal(now, 0.6)).isEmpty();
    now = now.plus(SECOND);
    assertThat(polite.refusal(now, 0.6))
        .contains("others use the machine (lately more than 50 % of its processors)");
    now = now.plus(Permission.GONE).minus(SECOND);
    assertThat(polite.refusal(now, 0.1)).isPresent();
    assertThat(polite.refusal(now.plus(SECOND), 0.1)).isEmpty();
  }

  @Test
  void aShortLoadPausesNothing() {
    var polite = permission("", 0.5, ZoneOffset.UTC);
    assertThat(polite.refusal(NOON, 0.6)).isEmpty();
    assertThat(polite.refusal(NOON.plus(SECOND), 0.4)).isEmpty();
    assertThat(polite.refusal(NOON.plus(Permission.LASTED), 0.6)).isEmpty();
  }

  @Test
  void theLauncherIsPausedWithTheReasonAndGoesOn() {
    var launcher = TestLauncher.in(folder);
    launcher.assign(List.of("unheard-of"));
    var control = control(new OwnerConfig("always", 0.5), TestHardware.detection(folder), launcher);
    load = 0.9;
    control.look();
    assertThat(launcher.paused()).isEmpty();
    clock.advance(Permission.LASTED);
    control.look();
    assertThat(launcher.states().get("unheard-of").text())
        .startsWith("paused: others use the machine");
    load = 0;
    clock.advance(Permission.GONE);
    control.look();
    assertThat(launcher.paused()).isEmpty();
    assertThat(launcher.states().get("unheard-of").text()).startsWith("unsupported");
    launcher.stop();
  }

  @Test
  void servicesPauseWhileTheyTakeMoreDiskThanIsGiven() throws IOException {
    var launcher = TestLauncher.in(folder);
    launcher.assign(List.of("unheard-of"));
    var data = Files.createDirectories(folder.resolve("data/redis"));
    var detection = TestHardware.detection(folder, new LimitsConfig(0, 0, 2, 0, 0));
    var control = control(new OwnerConfig("always", 0), detection, launcher);
    control.look();
    assertThat(launcher.paused()).isEmpty();

    var file = Files.write(data.resolve("dump.rdb"), new byte[3 << 20]);
    clock.advance(OwnerControl.LOOK_AT_DISK);
    control.look();
    assertThat(launcher.states().get("unheard-of").text())
        .isEqualTo(
            "paused: the services' data takes 3 MB of the disk, of which 2 MB are given"
                + " (WORKER_MAX_DISK_MB)");

    Files.delete(file);
    clock.advance(OwnerControl.LOOK_AT_DISK);
    control.look();
    assertThat(launcher.paused()).isEmpty();
    launcher.stop();
  }

  @Test
  void whatThisWorkerUsesItselfIsNotOthersLoad() {
    assertThat(new OthersLoad(TestHardware.machine()).share()).isBetween(0.0, 1.0);
  }

  @Test
  void wishesThatMakeNoSenseStopTheStart() {
    assertThatThrownBy(() -> new OwnerConfig("22-06", 0))
        .hasMessage("WORKER_HOURS '22-06' are no hours; nights are 22:00-06:00.");
    assertThatThrownBy(() -> new OwnerConfig("22:00", 0)).hasMessageContaining("are no hours");
    assertThatThrownBy(() -> new OwnerConfig("always", 1.5))
        .hasMessage("WORKER_PAUSE_LOAD '1.5' is not from 0 to 1.");
  }

  private OwnerControl control(OwnerConfig config, Detection detection, Launcher launcher) {
    var memory = new MemoryWatch(TestHardware.machine(), detection, launcher);
    return new OwnerControl(config, () -> load, detection, launcher, memory, clock);
  }

  private static Permission permission(String hours, double load, ZoneId zone) {
    return new Permission(Hours.parse(hours), load, zone);
  }
}
