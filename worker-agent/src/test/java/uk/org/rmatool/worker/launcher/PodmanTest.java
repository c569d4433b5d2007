package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.org.rmatool.worker.Eventually.eventually;

import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.worker.hardware.TestHardware;

/** Containers run by the real podman, of an image that holds busybox alone. */
@Timeout(180)
class PodmanTest {
  private static final Path PODMAN = Path.of("/usr/bin/podman");
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final String IMAGE = "localhost/rma-test:1";
  private static final Duration STARTING = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path podman;
  private String path;

  @BeforeEach
  void makeTheImage() throws IOException {
    assumeTrue(Files.isExecutable(PODMAN), "no podman");
    assumeTrue(Files.isExecutable(BUSYBOX), "no busybox");
    var bin = Files.createDirectory(folder.resolve("bin"));
    path = bin + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";
    var settings =
        Files.writeString(
            folder.resolve("containers.conf"),
            """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            [engine]
            cgroup_manager = "cgroupfs"
            %s
            """
                .formatted(Files.exists(Path.of("/usr/sbin/runc")) ? "runtime = \"runc\"" : ""));
    StandIns.script(
        bin,
        "podman",
        """
        PATH='%s' CONTAINERS_CONF='%s' exec %s --root '%s' --runroot '%s' --storage-driver vfs "$@"
        """
            .formatted(
                path, settings, PODMAN, folder.resolve("storage"), folder.resolve("running")));
    podman = bin.resolve("podman");
    var root = Files.createDirectories(folder.resolve("image/bin"));
    Files.copy(BUSYBOX, root.resolve("busybox"));
    var tar = folder.resolve("image.tar");
    assertThat(say("tar", "-C", root.getParent().toString(), "-cf", tar.toString(), ".")).isEmpty();
    say(podman.toString(), "import", tar.toString(), IMAGE);
    assumeTrue(
        say(
                podman.toString(),
                "run",
                "--rm",
                "--publish",
                "127.0.0.1::80",
                IMAGE,
                "/bin/busybox",
                "echo",
                "works")
            .equals("works"),
        "podman cannot run containers here");
  }

  /**
   * And waits for what podman does in the background: it writes to the folder that is deleted next.
   */
  @AfterEach
  void leaveNothingBehind() {
    if (podman != null) {
      say(podman.toString(), "rm", "--all", "--force");
    }
    eventually(STARTING, () -> assertThat(processes()).isEmpty());
  }

  /** Those that were told of this test's folder. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(command -> command.contains(folder.toString()))
        .toList();
  }

  @Test
  void aContainerServesWithItsDataWithinItsLimitsAndIsStartedAgain() throws IOException {
    recipe();
    var launcher = TestLauncher.in(folder, path);
    try {
      launcher.assign(List.of("boxed"));
      isServed(launcher, "kept outside");
      var name = "rma-" + TestHardware.state(folder.resolve("state")).tag() + "-boxed";
      assertThat(
              say(
                  podman.toString(),
                  "inspect",
                  "--format",
                  "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.Config.Env}}",
                  name))
          .startsWith("67108864 1000000000 ")
          .contains("COLOUR=blue");

      Files.writeString(folder.resolve("state/data/boxed/index.html"), "after its death");
      say(podman.toString(), "kill", name);
      isServed(launcher, "after its death");
    } finally {
      launcher.stop();
    }
    assertThat(containers()).isEmpty();
  }

  @Test
  void aContainerThatIsLeftBehindIsRemovedAtTheNextStart() {
    var tag = TestHardware.state(folder.resolve("state")).tag();
    for (var name : List.of("rma-" + tag + "-gone", "rma-elsewhere-gone")) {
      say(podman.toString(), "create", "--name", name, IMAGE, "/bin/busybox", "sleep", "600");
    }
    TestLauncher.in(folder, path).clearLeftovers();
    assertThat(containers()).isEqualTo("rma-elsewhere-gone");
  }

  @Test
  void aContainerEndsWithAWorkerThatIsKilled() throws IOException {
    recipe();
    var builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            LauncherMain.class.getName(),
            folder.toString(),
            "boxed");
    builder.environment().put("PATH", path);
    var worker =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    try {
      eventually(STARTING, () -> assertThat(containers()).contains("-boxed"));
    } finally {
      worker.destroyForcibly();
    }
    eventually(STARTING, () -> assertThat(containers()).isEmpty());
  }

  private void recipe() throws IOException {
    var data = Files.createDirectories(folder.resolve("state/data/boxed"));
    Files.writeString(data.resolve("index.html"), "kept outside");
    var command = Json.createArrayBuilder();
    List.of("/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/srv").forEach(command::add);
    TestLauncher.write(
        folder,
        Json.createObjectBuilder()
            .add("service", "boxed")
            .add(
                "image",
                Json.createObjectBuilder().add("name", IMAGE).add("port", 80).add("data", "/srv"))
            .add("command", command)
            .add("environment", Json.createObjectBuilder().add("COLOUR", "blue"))
            .add("limits", Json.createObjectBuilder().add("memory_mb", 64).add("cpus", 1))
            .add("health", Json.createObjectBuilder().add("path", "/").add("start_timeout_s", 60))
            .add("stop", Json.createObjectBuilder().add("grace_s", 2))
            .build());
  }

  private static void isServed(Launcher launcher, String text) {
    eventually(
        STARTING, () -> assertThat(launcher.address("boxed").map(PodmanTest::page)).contains(text));
  }

  private static String page(URI address) {
    try (var in = address.resolve("/index.html").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String containers() {
    return say(podman.toString(), "ps", "--all", "--format", "{{.Names}}");
  }

  /** What a command prints, its end cut off; its errors go elsewhere. */
  private String say(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("errors").toFile()))
              .start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
