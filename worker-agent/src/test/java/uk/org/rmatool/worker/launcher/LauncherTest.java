package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.org.rmatool.worker.Eventually.eventually;
import static uk.org.rmatool.worker.Eventually.found;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.LimitsConfig;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;

@Timeout(60)
class LauncherTest {
  @TempDir private Path folder;
  private final List<Launcher> launchers = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    launchers.forEach(Launcher::stop);
  }

  @Test
  void aServiceRunsOnceItAnswersItsProbe() {
    TestLauncher.recipe(folder, "good");
    var seen = Collections.synchronizedList(new ArrayList<Phase>());
    var launcher = launcher();
    launcher.onChange(
        () ->
            Optional.ofNullable(launcher.states().get("good")).ifPresent(s -> seen.add(s.phase())));
    launcher.assign(List.of("good"));
    assertThat(launcher.address("good")).isEmpty();
    phase(launcher, "good", Phase.RUNNING);
    assertThat(launcher.address("good").orElseThrow().getHost()).isEqualTo("127.0.0.1");
    assertThat(launcher.takerOf("good-job")).contains("good");
    assertThat(launcher.takerOf("other")).isEmpty();
    eventually(() -> assertThat(seen).startsWith(Phase.STARTING).endsWith(Phase.RUNNING));
  }

  @Test
  void stoppingEndsTheWholeTreeEvenWhenItIsStubborn() {
    TestLauncher.recipe(folder, "tree", "child", "stubborn");
    var launcher = launcher();
    launcher.assign(List.of("tree"));
    phase(launcher, "tree", Phase.RUNNING);
    var root = process("tree", "pid");
    var child = process("tree", "child");
    launcher.stop();
    assertThat(root.isAlive()).isFalse();
    child.onExit().join();
  }

  @Test
  void aServiceThatIsNoLongerGivenIsEndedAndTheOthersRunOn() {
    TestLauncher.recipe(folder, "one");
    TestLauncher.recipe(folder, "two");
    var launcher = launcher();
    launcher.assign(List.of("one", "two"));
    phase(launcher, "one", Phase.RUNNING);
    phase(launcher, "two", Phase.RUNNING);
    var one = process("one", "pid");
    var address = launcher.address("two");
    launcher.assign(List.of("two"));
    one.onExit().join();
    assertThat(launcher.states()).containsOnlyKeys("two");
    assertThat(launcher.address("two")).isEqualTo(address);
    launcher.assign(List.of("one", "two"));
    phase(launcher, "one", Phase.RUNNING);
  }

  @Test
  void aServiceThatIsNoLongerGivenFinishesItsCallsFirst() {
    TestLauncher.recipe(folder, "busy");
    TestLauncher.recipe(folder, "other");
    var inFlight = new AtomicInteger(1);
    var launcher = launcher(inFlight, TestLauncher.HASTY.drain());
    launcher.assign(List.of("busy"));
    phase(launcher, "busy", Phase.RUNNING);
    var busy = process("busy", "pid");
    launcher.assign(List.of("other"));
    assertThat(launcher.address("busy")).isEmpty();
    assertThat(launcher.takerOf("busy-job")).isEmpty();
    phase(launcher, "other", Phase.RUNNING);
    assertThat(launcher.states()).containsOnlyKeys("other");
    assertThat(busy.isAlive()).isTrue();
    inFlight.set(0);
    busy.onExit().join();
  }

  @Test
  void aServiceThatFinishesItsCallsGoesOnWhenItIsGivenAgain() {
    TestLauncher.recipe(folder, "busy");
    TestLauncher.recipe(folder, "other");
    var inFlight = new AtomicInteger(1);
    var launcher = launcher(inFlight, TestLauncher.HASTY.drain());
    launcher.assign(List.of("busy"));
    phase(launcher, "busy", Phase.RUNNING);
    var busy = process("busy", "pid");
    var address = launcher.address("busy");
    launcher.assign(List.of());
    launcher.assign(List.of("busy", "other"));
    assertThat(launcher.address("busy")).isEqualTo(address);
    inFlight.set(0);
    phase(launcher, "other", Phase.RUNNING); // long after a look whether its calls have ended
    assertThat(launcher.address("busy")).isEqualTo(address);
    assertThat(busy.isAlive()).isTrue();
  }

  @Test
  void callsThatDoNotEndDelayAServicesEndOnlySoLong() {
    TestLauncher.recipe(folder, "stuck");
    var launcher = launcher(new AtomicInteger(1), Duration.ofMillis(50));
    launcher.assign(List.of("stuck"));
    phase(launcher, "stuck", Phase.RUNNING);
    var stuck = process("stuck", "pid");
    launcher.assign(List.of());
    stuck.onExit().join();
  }

  @Test
  void stoppingWaitsForNoCalls() {
    TestLauncher.recipe(folder, "busy");
    var launcher = launcher(new AtomicInteger(1), TestLauncher.HASTY.drain());
    launcher.assign(List.of("busy"));
    phase(launcher, "busy", Phase.RUNNING);
    var busy = process("busy", "pid");
    launcher.assign(List.of());
    launcher.stop();
    assertThat(busy.isAlive()).isFalse();
  }

  @Test
  void aServiceThatDiesIsStartedAgainWithWhatItStartedEnded() {
    TestLauncher.recipe(folder, "mortal", "child");
    var launcher = launcher();
    launcher.assign(List.of("mortal"));
    phase(launcher, "mortal", Phase.RUNNING);
    var first = process("mortal", "pid");
    var child = process("mortal", "child");
    eventually(() -> assertThat(recorded()).contains(Long.toString(child.pid())));
    first.destroyForcibly();
    child.onExit().join();
    eventually(() -> assertThat(process("mortal", "pid").pid()).isNotEqualTo(first.pid()));
    phase(launcher, "mortal", Phase.RUNNING);
  }

  @Test
  void aServiceThatFailsAgainAndAgainHasFailedWithItsLastLines() {
    TestLauncher.recipe(folder, "bad", "fail");
    var launcher = launcher();
    launcher.assign(List.of("bad"));
    phase(launcher, "bad", Phase.FAILED);
    assertThat(launcher.states().get("bad").text())
        .containsPattern(
            "^failed: exited with status 3 before it worked, \\d+ times in a row; last lines:")
        .contains("reading configuration | no model in /models");
    assertThat(launcher.states().get("bad").settled()).isTrue();
    assertThat(launcher.address("bad")).isEmpty();
  }

  @Test
  void aServiceThatHasFailedIsTriedUntilItWorks() throws IOException {
    TestLauncher.recipe(folder, "needy", "needy");
    var launcher = launcher();
    launcher.assign(List.of("needy"));
    phase(launcher, "needy", Phase.FAILED);
    Files.createFile(folder.resolve("state/services/needy/model"));
    phase(launcher, "needy", Phase.RUNNING);
  }

  @Test
  void aServiceThatHasFailedCanBeTakenAwayAndGivenAgain() throws IOException {
    TestLauncher.recipe(folder, "needy", "needy");
    var launcher = launcher();
    launcher.assign(List.of("needy"));
    phase(launcher, "needy", Phase.FAILED);
    launcher.assign(List.of());
    assertThat(launcher.states()).isEmpty();
    launcher.assign(List.of("needy"));
    phase(launcher, "needy", Phase.FAILED);
    launcher.assign(List.of("needy"));
    Files.createFile(folder.resolve("state/services/needy/model"));
    phase(launcher, "needy", Phase.RUNNING);
    var running = process("needy", "pid");
    launcher.stop();
    assertThat(running.isAlive()).isFalse();
  }

  @Test
  void aProgramThatIsNotThereIsSaidSo() {
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "absent")
            .add("command", Json.createArrayBuilder().add("/no/such/program"))
            .build());
    var launcher = launcher();
    launcher.assign(List.of("absent"));
    phase(launcher, "absent", Phase.FAILED);
    assertThat(launcher.states().get("absent").text())
        .startsWith(
            "failed: cannot be started: the program /no/such/program is not there, 3 times");
  }

  @Test
  void aServiceThatNeverWorksIsRestartedWithTheReason() {
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "deaf")
            .add("command", Json.createArrayBuilder().add("sleep").add("600"))
            .add("health", Json.createObjectBuilder().add("start_timeout_s", 1))
            .add("stop", Json.createObjectBuilder().add("grace_s", 1))
            .build());
    var launcher = launcher();
    launcher.assign(List.of("deaf"));
    eventually(
        () ->
            assertThat(launcher.states().get("deaf").text())
                .startsWith("restarting: ")
                .contains("did not work within 1 s (port"));
  }

  /** What takes longer to start than others are stable after has not been stable. */
  @Test
  void aServiceThatTakesLongToFailFailsAllTheSame() {
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "short")
            .add("command", Json.createArrayBuilder().add("sleep").add("0.2"))
            .build());
    var limits = TestLauncher.hasty(Duration.ofSeconds(30), 1, Duration.ofMillis(10));
    var launcher = TestLauncher.in(folder, service -> 0, limits);
    launchers.add(launcher);
    launcher.assign(List.of("short"));
    eventually(
        () ->
            assertThat(launcher.states().get("short").text())
                .matches("failed: exited with status 0 before it worked, \\d times in a row"));
  }

  @Test
  void whatCannotRunHereSaysWhy() {
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "picky")
            .add("command", Json.createArrayBuilder().add("true"))
            .add(
                "needs",
                Json.createObjectBuilder()
                    .add("commands", Json.createArrayBuilder().add("no-such-command")))
            .build());
    var launcher = launcher();
    launcher.assign(List.of("picky", "unheard-of"));
    assertThat(launcher.states().get("picky").text())
        .isEqualTo("unsupported: needs the command 'no-such-command' on the PATH");
    assertThat(launcher.states().get("unheard-of").text())
        .isEqualTo("unsupported: this worker has no recipe for it");
    assertThat(launcher.states().values()).allMatch(ServiceState::settled);
  }

  @Test
  void aServiceGetsNoneOfTheWorkersSecrets() {
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "env")
            .add("command", Json.createArrayBuilder().add("env"))
            .add("environment", Json.createObjectBuilder().add("MINE", "at ${state_dir}"))
            .build());
    var launcher = launcher();
    launcher.assign(List.of("env"));
    phase(launcher, "env", Phase.FAILED);
    assertThat(log("env").lines().map(line -> line.replaceAll("=.*", "")).distinct())
        .contains("PATH", "MINE")
        .isSubsetOf(
            "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "MINE");
    assertThat(log("env")).contains("MINE=at " + folder.resolve("state/services/env"));
  }

  @Test
  void whatAnEarlierRunLeftBehindIsEnded() throws IOException {
    var left = new ProcessBuilder("sleep", "600").start();
    var stranger = new ProcessBuilder("sleep", "600").start();
    try {
      var started = left.info().startInstant().orElseThrow();
      var launcher = launcher();
      Files.writeString(
          folder.resolve("state/processes.json"),
          """
          {"processes": [
            {"pid": %d, "started": "%s", "command": "/bin/sleep"},
            {"pid": %d, "started": "2001-01-01T00:00:00Z", "command": "/bin/sleep"}]}
          """
              .formatted(left.pid(), started, stranger.pid()));
      launcher.clearLeftovers();
      assertThat(left.isAlive()).isFalse();
      assertThat(stranger.isAlive()).isTrue();
      assertThat(recorded()).doesNotContain(Long.toString(left.pid()));
    } finally {
      left.destroyForcibly();
      stranger.destroyForcibly();
    }
  }

  @Test
  void aDamagedRecordOfProcessesStopsNothing() throws IOException {
    var launcher = launcher();
    Files.writeString(folder.resolve("state/processes.json"), "{\"processes\": [{\"pid\": 1");
    launcher.clearLeftovers();
    assertThat(recorded()).isEqualTo("{\"processes\":[]}");
  }

  @Test
  void aServiceThatStartsSaysHowLongItHas() {
    TestLauncher.recipe(folder, "slow", "deaf");
    var launcher = launcher();
    launcher.assign(List.of("slow"));
    eventually(
        () ->
            assertThat(launcher.states().get("slow").text())
                .matches("starting: waking up, [0-9] s of at most 10 s"));
  }

  @Test
  void aServiceThatIsKilledSaysSoAndRunsAgainSoon() {
    TestLauncher.recipe(folder, "mortal");
    var launcher = TestLauncher.in(folder, service -> 0, LaunchLimits.USUAL);
    launchers.add(launcher);
    launcher.assign(List.of("mortal"));
    phase(launcher, "mortal", Phase.RUNNING);
    var first = process("mortal", "pid");
    var killed = System.nanoTime();
    first.destroyForcibly();
    eventually(() -> assertThat(launcher.address("mortal")).isEmpty());
    eventually(
        () ->
            assertThat(launcher.states().get("mortal").text())
                .startsWith("restarting: was ended by signal 9"));
    eventually(
        () ->
            assertThat(launcher.states().get("mortal").text())
                .matches(
                    "restarting: waking up, [0-9] s of at most 10 s, because it was ended by signal"
                        + " 9; last lines: .*"));
    phase(launcher, "mortal", Phase.RUNNING);
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(5));
    assertThat(process("mortal", "pid").pid()).isNotEqualTo(first.pid());
    assertThat(LaunchLimits.USUAL.pauseAfter(1, true)).isLessThan(Duration.ofSeconds(2));
    assertThat(LaunchLimits.USUAL.pauseAfter(5, true))
        .as("however often in a minute")
        .isLessThan(Duration.ofSeconds(4));
    assertThat(LaunchLimits.USUAL.pauseOnceItFailed(true)).isLessThan(Duration.ofSeconds(4));
    assertThat(LaunchLimits.USUAL.pauseAfter(5, false)).isGreaterThan(Duration.ofSeconds(10));
  }

  /** Neither takes as much as is given, and both together more. */
  @Test
  void allServicesTogetherTakeNoMoreMemoryThanTheOwnerGives() {
    var groups = Path.of("/sys/fs/cgroup/memory");
    assumeTrue(Files.isWritable(groups), "no control groups can be made here");
    TestLauncher.recipe(folder, "large", "hungry:250");
    TestLauncher.recipe(folder, "larger", "hungry:250");
    var launcher = TestLauncher.in(folder, new LimitsConfig(0, 400, 0, 0, 0));
    launchers.add(launcher);
    launcher.assign(List.of("large", "larger"));
    eventually(
        () ->
            assertThat(launcher.states().values())
                .map(ServiceState::text)
                .anySatisfy(
                    text ->
                        assertThat(text)
                            .contains(
                                "it ran out of memory, with 400 MB of memory by control group,"
                                    + " 400 MB of memory for all")));
  }

  @Test
  void aPausedWorkerRunsNothingAndSaysWhyUntilItGoesOn() {
    TestLauncher.recipe(folder, "one");
    var launcher = launcher();
    launcher.assign(List.of("one"));
    phase(launcher, "one", Phase.RUNNING);
    var one = process("one", "pid");
    launcher.pause("the machine is used");
    one.onExit().join();
    assertThat(launcher.states().get("one").text()).isEqualTo("paused: the machine is used");
    assertThat(launcher.paused()).contains("the machine is used");
    launcher.assign(List.of("one", "two"));
    assertThat(launcher.states().keySet()).containsExactly("one", "two");
    launcher.resume();
    phase(launcher, "one", Phase.RUNNING);
    phase(launcher, "two", Phase.UNSUPPORTED);
  }

  @Test
  void aPortThatIsInUseIsSaid() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TestLauncher.write(
          folder,
          Json.createObjectBuilder()
              .add("service", "fixed")
              .add("command", Json.createArrayBuilder().add("sleep").add("600"))
              .add(
                  "network",
                  Json.createObjectBuilder()
                      .add("scheme", "redis")
                      .add("port", taken.getLocalPort()))
              .build());
      var launcher = launcher();
      launcher.assign(List.of("fixed"));
      phase(launcher, "fixed", Phase.FAILED);
      assertThat(launcher.states().get("fixed").text())
          .startsWith(
              "failed: cannot be started: port %d is in use".formatted(taken.getLocalPort()));
    }
  }

  @Test
  void aFullDiskIsSaid() {
    TestLauncher.recipe(folder, "one");
    var launcher =
        TestLauncher.in(folder, service -> 0, TestLauncher.hasty(Duration.ZERO, Long.MAX_VALUE));
    launchers.add(launcher);
    launcher.assign(List.of("one"));
    phase(launcher, "one", Phase.FAILED);
    assertThat(launcher.states().get("one").text())
        .matches("failed: cannot be started: the disk is full: \\d+ MB are left at .*");
  }

  @Test
  void aServiceThatSpeaksNoHttpKeepsItsPortAndGetsNoCalls() {
    TestLauncher.recipe(folder, "data", recipe -> recipe.add("network", scheme("redis")));
    var launcher = launcher();
    launcher.assign(List.of("data"));
    phase(launcher, "data", Phase.RUNNING);
    assertThat(launcher.address("data")).isEmpty();
    var before = launcher.foreign().get("data");
    assertThat(before.scheme()).isEqualTo("redis");
    var first = process("data", "pid");
    first.destroyForcibly();
    eventually(() -> assertThat(process("data", "pid").pid()).isNotEqualTo(first.pid()));
    phase(launcher, "data", Phase.RUNNING);
    assertThat(launcher.foreign()).containsEntry("data", before);
  }

  @Test
  void whatAServiceLacksThoughItWorksIsItsStateUntilItHasIt() throws IOException {
    var own = Json.createObjectBuilder().add("scheme", "http").add("own_address", true).build();
    TestLauncher.recipe(folder, "troubled", recipe -> recipe.add("network", own), "troubled");
    var launcher = launcher();
    launcher.assign(List.of("troubled"));
    phase(launcher, "troubled", Phase.IMPAIRED);
    assertThat(launcher.states().get("troubled").text()).isEqualTo("impaired: nobody can reach it");
    assertThat(launcher.foreign()).isEmpty();
    Files.createFile(folder.resolve("state/services/troubled/cure"));
    phase(launcher, "troubled", Phase.RUNNING);
    assertThat(launcher.foreign().get("troubled").scheme()).isEqualTo("http");
    assertThat(launcher.address("troubled")).isEmpty();
  }

  @Test
  void aContainerIsRemovedBeforeItIsStartedAndAfterItEnded() throws IOException {
    var calls = folder.resolve("calls");
    var bin = Files.createDirectory(folder.resolve("bin"));
    var engine = // the one that is looked for first, so that a machine's own is not taken
        Files.writeString(
            bin.resolve("podman"),
            """
            #!/bin/sh
            echo "$1 $2 $3 $4" >> %s
            [ "$1" = run ] && exec sleep 600
            exit 0
            """
                .formatted(calls));
    Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwxr-xr-x"));
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "boxed")
            .add("image", Json.createObjectBuilder().add("name", "x:1").add("port", 80))
            .add("stop", Json.createObjectBuilder().add("grace_s", 1))
            .build());
    var launcher = TestLauncher.in(folder, bin + ":/usr/bin:/bin");
    launchers.add(launcher);
    launcher.assign(List.of("boxed"));
    eventually(() -> assertThat(read(calls)).contains("run --rm --name"));
    launcher.stop();
    var name = "rma-" + TestHardware.state(folder.resolve("state")).tag() + "-boxed";
    assertThat(read(calls).lines())
        .containsExactly(
            "version   ",
            "rm --force " + name + " ",
            "run --rm --name " + name,
            "rm --force " + name + " ");
  }

  /** Its removal takes as long as an engine is waited for. */
  @Test
  void anEngineThatHangsKeepsNoOtherServiceWaiting() throws IOException {
    var bin = Files.createDirectory(folder.resolve("bin"));
    var hangs = Files.createFile(folder.resolve("hangs"));
    for (var engine : List.of("docker", "podman")) {
      var script = "while [ \"$1\" = rm ] && [ -e '%s' ]; do sleep 0.05; done".formatted(hangs);
      StandIns.script(bin, engine, script);
    }
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "boxed")
            .add("image", Json.createObjectBuilder().add("name", "x:1").add("port", 80))
            .build());
    TestLauncher.recipe(folder, "plain");
    var launcher = TestLauncher.in(folder, bin + ":/usr/bin:/bin");
    launchers.add(launcher);
    launcher.assign(List.of("boxed", "plain"));
    try {
      eventually(Duration.ofSeconds(10), () -> assertThat(launcher.running("plain")).isPresent());
      assertThat(launcher.states().get("boxed").phase()).isEqualTo(Phase.STARTING);
    } finally {
      Files.delete(hangs);
    }
  }

  private static JsonObject scheme(String scheme) {
    return Json.createObjectBuilder().add("scheme", scheme).build();
  }

  @Test
  void killingTheWorkerLeavesNoServiceBehind() throws IOException {
    assumeTrue(TestHardware.commands().find("setpriv").isPresent());
    TestLauncher.recipe(folder, "orphan", "child");
    var worker =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                LauncherMain.class.getName(),
                folder.toString(),
                "orphan")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker.out").toFile())
            .start();
    try {
      var service = process("orphan", "pid");
      var child = process("orphan", "child");
      assertThat(service.isAlive()).isTrue();
      assertThat(child.isAlive()).isTrue();
      worker.destroyForcibly();
      service.onExit().orTimeout(10, TimeUnit.SECONDS).join();
      child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    } finally {
      worker.destroyForcibly();
    }
  }

  private Launcher launcher() {
    var launcher = TestLauncher.in(folder);
    launchers.add(launcher);
    return launcher;
  }

  private Launcher launcher(AtomicInteger inFlight, Duration drain) {
    var launcher = TestLauncher.in(folder, service -> inFlight.get(), TestLauncher.hasty(drain));
    launchers.add(launcher);
    return launcher;
  }

  private static void phase(Launcher launcher, String service, Phase phase) {
    eventually(
        () ->
            assertThat(launcher.states().get(service))
                .isNotNull()
                .extracting(ServiceState::phase)
                .isEqualTo(phase));
  }

  /** The process that the service printed last under this word. */
  private ProcessHandle process(String service, String word) {
    return found(
        () ->
            log(service)
                .lines()
                .filter(line -> line.startsWith(word + " "))
                .reduce((first, second) -> second)
                .map(line -> Long.parseLong(line.substring(word.length() + 1)))
                .flatMap(ProcessHandle::of));
  }

  private String log(String service) {
    return read(folder.resolve("state/logs").resolve(service + ".log"));
  }

  private String recorded() {
    return read(folder.resolve("state/processes.json"));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
