package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.org.rmatool.worker.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.org.rmatool.platform.client.ControlClient;
import uk.org.rmatool.worker.hardware.TestHardware;
import uk.org.rmatool.worker.launcher.ServiceState.Phase;
import uk.org.rmatool.worker.recipes.Recipe.Health;
import uk.org.rmatool.worker.recipes.Recipes;
import uk.org.rmatool.worker.recipes.TestRecipes;

/**
 * The packaged recipes for services that are not ours: with the real program where the machine has
 * it, else up to the border of the process with a stand-in on the PATH.
 */
@Timeout(90)
class DataServicesTest {
  @TempDir private Path folder;
  private final List<Launcher> launchers = new ArrayList<>();
  private Path state;
  private Path bin;

  @BeforeEach
  void makeFolders() throws IOException {
    state = Files.createDirectory(folder.resolve("state"));
    bin = Files.createDirectory(folder.resolve("bin"));
    Files.writeString(folder.resolve("tiny.gguf"), "GGUF");
  }

  @AfterEach
  void leaveNothingBehind() {
    launchers.forEach(Launcher::stop);
  }

  @Test
  void redisKeepsItsDataItsPortAndItsPasswordWhenItIsKilled() throws IOException {
    if (TestHardware.commands().find("redis-server").isEmpty()) {
      standIn("redis-server", FakeRedis.class, "\"$@\"");
    }
    var launcher = launcher();
    launcher.assign(List.of("redis"));
    running(launcher, "redis");
    var port = launcher.foreign().get("redis").port();
    assertThat(launcher.foreign().get("redis").scheme()).isEqualTo("redis");
    assertThat(redis(port, "GET greeting")).startsWith("-NOAUTH");
    var auth = "AUTH " + Files.readString(state.resolve("secrets/redis")).strip();
    assertThat(redis(port, auth, "SET greeting hello")).isEqualTo("+OK");
    process("redis").destroyForcibly();
    eventually(
        () -> assertThat(launcher.states().get("redis").phase()).isNotEqualTo(Phase.RUNNING));
    running(launcher, "redis");
    assertThat(launcher.foreign().get("redis").port()).isEqualTo(port);
    assertThat(redis(port, auth, "GET greeting")).isEqualTo("hello");
    assertThat(process("redis").info().commandLine().orElse("")).doesNotContain(auth.substring(5));
  }

  @Test
  void postgresAsksForItsPassword() throws IOException {
    assumeTrue(TestHardware.commands().find("postgres").isPresent());
    var launcher = launcher();
    launcher.assign(List.of("postgres"));
    running(launcher, "postgres");
    var port = launcher.foreign().get("postgres").port();
    assertThat(postgres(port)).contains("SCRAM-SHA-256");
    assertThat(state.resolve("data/postgres/pgdata/PG_VERSION")).isNotEmptyFile();
  }

  @Test
  void postgresWorksWhenItHasNoPlaceForMoreAndNotWhenItIsSilent() throws Exception {
    assumeTrue(TestHardware.commands().find("postgres").isPresent());
    var launcher = launcher();
    launcher.assign(List.of("postgres"));
    running(launcher, "postgres");
    var port = launcher.foreign().get("postgres").port();
    var health = recipes().find("postgres").orElseThrow().health();
    var clients = new ArrayList<Socket>();
    try {
      eventually(
          () -> {
            clients.add(greet(port));
            assertThat(postgres(port)).contains("C53300");
          });
      assertThat(probe(health, port).problem()).isEmpty();
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    signal("STOP", process("postgres")); // the kernel goes on taking connections for it
    try {
      assertThat(probe(health, port).problem().orElse("")).contains("Read timed out");
    } finally {
      signal("CONT", process("postgres"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chromadb | chroma | run --host 127.0.0.1 --port {port} --path {data}",
        "minio | minio | server {data} --address 127.0.0.1:{port} --console-address 127.0.0.1:0",
        "neo4j | neo4j | console",
        "llm-inference | llama-server | --model {models}/tiny.gguf --alias tiny.gguf --host"
            + " 127.0.0.1 --port {port} --threads {cpus}"
      })
  void itsProgramIsStartedWithWhatItNeeds(String service, String program, String arguments)
      throws IOException {
    standIn(program, service.equals("neo4j") ? FakeBolt.class : FakeService.class, "\"$PORT\"");
    standIn("neo4j-admin", FakeService.class, "0 fail || true");
    var launcher = launcher();
    launcher.assign(List.of(service));
    running(launcher, service);
    var port = Files.readString(state.resolve("services").resolve(service).resolve("port"));
    assertThat(Files.readString(bin.resolve(program + ".arguments")))
        .isEqualToIgnoringNewLines(
            arguments
                .replace("{port}", port)
                .replace("{data}", state.resolve("data").resolve(service).toString())
                .replace("{models}", folder.toString())
                .replace(
                    "{cpus}",
                    Integer.toString(TestHardware.detection(state).hardware().cpuCores())));
  }

  @Test
  void neo4jIsGivenItsOwnConfigurationAndPassword() throws IOException {
    standIn("neo4j", FakeBolt.class, "\"$PORT\"");
    standIn("neo4j-admin", FakeService.class, "0 fail || true");
    var launcher = launcher();
    launcher.assign(List.of("neo4j"));
    running(launcher, "neo4j");
    assertThat(state.resolve("services/neo4j/neo4j.conf"))
        .content()
        .contains("server.directories.data=" + state.resolve("data/neo4j"))
        .contains("server.bolt.listen_address=127.0.0.1:" + launcher.foreign().get("neo4j").port());
    assertThat(Files.readString(bin.resolve("neo4j-admin.arguments")))
        .isEqualToIgnoringNewLines("dbms set-initial-password @" + state.resolve("secrets/neo4j"));
  }

  @Test
  void vllmNeedsAGpu() throws IOException {
    standIn("vllm", FakeService.class, "\"$PORT\"");
    var vllmAlone = TestHardware.commands(bin.toString());
    assertThat(TestRecipes.packaged(state, vllmAlone, folder, "tiny.gguf").unmet("llm-inference"))
        .anyMatch(reason -> reason.startsWith("needs a GPU, this machine has none"));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "10, false"})
  void llamaUsesAGpuThatTheModelFitsInto(long givenMb, boolean used) throws IOException {
    standIn("llama-server", FakeService.class, "\"$PORT\"");
    StandIns.script(bin, "nvidia-smi", "echo 'NVIDIA RTX 4090, 24564, 550.54.14, GPU-1, 0'");
    Files.write(folder.resolve("tiny.gguf"), new byte[20 << 20]);
    var commands = TestHardware.commands(path());
    var recipes =
        TestRecipes.packaged(
            state,
            commands,
            folder,
            "tiny.gguf",
            TestHardware.detection(state, bin.toString(), givenMb));
    var launcher = TestLauncher.of(recipes, commands, state);
    launchers.add(launcher);
    launcher.assign(List.of("llm-inference"));
    running(launcher, "llm-inference");
    assertThat(
            Files.readString(bin.resolve("llama-server.arguments")).contains("--n-gpu-layers 999"))
        .isEqualTo(used);
  }

  @Test
  void dataIsKeptOnlyWhereAnOperatorSaysSo() {
    assertThat(TestRecipes.in(folder, state, TestHardware.commands(path())).unmet("redis"))
        .anyMatch(reason -> reason.contains("needs WORKER_TYPE=storage, which an operator says"));
  }

  private Launcher launcher() {
    var launcher = TestLauncher.of(recipes(), TestHardware.commands(path()), state);
    launchers.add(launcher);
    return launcher;
  }

  private Recipes recipes() {
    return TestRecipes.packaged(state, TestHardware.commands(path()), folder, "tiny.gguf");
  }

  private String path() {
    return bin + ":" + System.getenv("PATH");
  }

  private void standIn(String program, Class<?> main, String arguments) throws IOException {
    StandIns.put(bin, program, main, arguments);
  }

  private static void running(Launcher launcher, String service) {
    eventually(
        () ->
            assertThat(launcher.states().get(service))
                .as(launcher.states().get(service).describe())
                .extracting(ServiceState::phase)
                .isEqualTo(Phase.RUNNING));
  }

  /** The first process of a service, from the record of those that run. */
  private ProcessHandle process(String service) throws IOException {
    var record = Files.readString(state.resolve("processes.json"));
    var pid = record.replaceFirst(".*?\"pid\":(\\d+).*", "$1");
    assertThat(pid).as(service).matches("\\d+");
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** The answer to the last of some inline commands (Redis protocol, "Inline commands"). */
  private static String redis(int port, String... commands) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var answer = "";
      for (var command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        answer = Optional.ofNullable(in.readLine()).orElse("");
        answer = answer.startsWith("$") ? in.readLine() : answer;
      }
      return answer;
    }
  }

  private static HealthProbe.Seen probe(Health health, int port) {
    return new HealthProbe(new ControlClient()).look(health, port);
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** The answer to a StartupMessage (PostgreSQL, "Message Formats"). */
  private static String postgres(int port) {
    try (var socket = greet(port)) {
      var answer = new byte[512];
      var length = Math.max(0, socket.getInputStream().read(answer));
      return new String(answer, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A connection that has sent a StartupMessage and waits to be asked for the password. */
  private static Socket greet(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      var user = "user\0rma\0\0".getBytes(StandardCharsets.US_ASCII);
      var message =
          ByteBuffer.allocate(8 + user.length).putInt(8 + user.length).putInt(196_608).put(user);
      socket.getOutputStream().write(message.array());
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
