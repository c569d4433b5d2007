package uk.org.rmatool.worker.detect;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DetectMainTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String out = "";
  private String err = "";

  @BeforeEach
  void onAMachineWithNothing() throws IOException {
    Files.createDirectory(folder.resolve("bin"));
    environment.put("PATH", folder.resolve("bin").toString());
    environment.put("RMA_STATE_DIR", folder.resolve("state").toString());
  }

  @Test
  void whatIsClaimedAndWhatWasMeasuredAreKeptApart() {
    var found = detect();
    assertThat(found.getString("worker_type")).isEqualTo("cpu");
    assertThat(found.getJsonObject("claimed"))
        .containsKeys("cpu_model", "cpu_cores", "ram_bytes", "disk_free_bytes", "network", "os")
        .doesNotContainKey("measured");
    assertThat(found.getJsonObject("measured"))
        .containsKeys("cpu_bytes_per_second", "disk_write_bytes_per_second", "measured_at");
    assertThat(found.getJsonObject("evidence"))
        .containsKeys("worker_type", "cpu", "memory", "disk", "network", "gpu", "commands");
    assertThat(evidence(found, "worker_type")).isEqualTo("WORKER_TYPE is auto and no GPU answers");
    assertThat(evidence(found, "gpu")).isEqualTo("neither nvidia-smi nor rocm-smi is there");
    assertThat(evidence(found, "disk")).startsWith(folder.resolve("state").toString());
  }

  @Test
  void aGpuMakesAGpuWorkerAndThatIsSaid() throws IOException {
    tool("nvidia-smi", "echo 'Tesla T4, 15360, 550.54, GPU-1, 37'");
    var found = detect();
    assertThat(found.getString("worker_type")).isEqualTo("gpu");
    assertThat(found.getJsonObject("claimed").getJsonArray("gpus").getJsonObject(0))
        .hasToString(
            "{\"name\":\"Tesla T4\",\"memory_mb\":15360,\"driver\":\"550.54\","
                + "\"uuid\":\"GPU-1\",\"utilization\":0.37}");
    assertThat(evidence(found, "gpu")).isEqualTo(folder.resolve("bin/nvidia-smi") + " lists 1");
    assertThat(text())
        .contains("Tesla T4, 15360 MiB, driver 550.54, GPU-1, 37 % busy")
        .contains("not measured: neither clpeak nor nvbandwidth is on the PATH");
  }

  @Test
  void whatAGpuWasSeenToDoIsSaid() throws IOException {
    tool("nvidia-smi", "echo 'Tesla T4, 15360, 550.54, GPU-1, 0'");
    tool(
        "clpeak",
        """
        echo 'Platform: NVIDIA CUDA'
        echo '  Device: Tesla T4'
        echo '    Global memory bandwidth (GBPS)'
        echo '      float   : 241.50'
        echo '    Single-precision compute (GFLOPS)'
        echo '      float   : 8023.45'\
        """);
    assertThat(text())
        .contains("Tesla T4, 241 GB/s of its memory, 8023 GFLOP/s of single precision")
        .contains("(by clpeak)");
  }

  @Test
  void aGpuThatDoesNotAnswerIsEvidenceToo() throws IOException {
    tool(
        "nvidia-smi", "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18");
    assertThat(evidence(detect(), "gpu"))
        .isEqualTo(
            "nvidia-smi: it ended with status 18: Failed to initialize NVML: Driver/library"
                + " version mismatch");
  }

  @Test
  void eachOfTheFourteenServicesCanRunHereOrSaysWhyNot() throws IOException {
    tool("redis-server", "exit 0");
    tool("sh", "exit 0");
    environment.put("WORKER_TYPE", "storage");
    var found = detect();
    assertThat(services(found)).hasSizeGreaterThanOrEqualTo(14).containsEntry("redis", "");
    assertThat(services(found).get("postgres"))
        .contains("needs the command 'postgres' on the PATH")
        .contains("needs podman or docker: this machine has neither");
    assertThat(services(found).get("llm-inference"))
        .contains("needs a GPU, this machine has none that answers")
        .contains("needs LLM_MODEL to be set");
    assertThat(services(found).get("document-processing"))
        .isEqualTo("needs SERVICES_HOME to be set");
    assertThat(found.getJsonObject("commands").getString("redis-server"))
        .isEqualTo(folder.resolve("bin/redis-server").toString());
    assertThat(text())
        .containsPattern("(?s)could run\n  redis\n.*could not run")
        .contains("(WORKER_TYPE=storage says so)")
        .containsPattern("postgres +needs the command 'postgres'");
  }

  @Test
  void aRecipeThatIsNotUsableIsTheReason() throws IOException {
    var recipes = Files.createDirectory(folder.resolve("recipes"));
    Files.writeString(recipes.resolve("redis.json"), "{\"service\": \"redis\", \"comand\": []}");
    environment.put("RECIPES_DIR", recipes.toString());
    assertThat(services(detect()).get("redis")).contains("redis.json is not usable");
  }

  @Test
  void theOwnersLimitsAndModelsCount() throws IOException {
    var models = Files.createDirectory(folder.resolve("models"));
    Files.write(models.resolve("tiny.gguf"), new byte[3 << 20]);
    tool("llama-server", "exit 0");
    environment.put("MODELS_DIR", models.toString());
    environment.put("LLM_MODEL", "tiny.gguf");
    environment.put("WORKER_MAX_MEMORY_MB", "100");
    var found = detect();
    assertThat(services(found).get("llm-inference"))
        .contains("needs 512 MB of memory, this machine has 100");
    assertThat(evidence(found, "memory")).endsWith("its owner gives 100 (memory_mb)");
    assertThat(text()).contains("tiny.gguf 3 MiB");
  }

  @Test
  void aSettingThatCannotBeRightIsOneLine() {
    environment.put("WORKER_TYPE", "server");
    assertThat(run()).isEqualTo(2);
    assertThat(err)
        .isEqualToIgnoringNewLines(
            "rma: WORKER_TYPE 'server' is none of auto, gpu, cpu, storage and edge.");
    environment.put("WORKER_TYPE", "auto");
    environment.put("WORKER_MAX_CPUS", "many");
    assertThat(run()).isEqualTo(2);
    assertThat(err).isEqualToIgnoringNewLines("rma: WORKER_MAX_CPUS 'many' is no number.");
  }

  private JsonObject detect() {
    assertThat(run("--json")).as(err).isZero();
    try (var reader = Json.createReader(new StringReader(out))) {
      return reader.readObject();
    }
  }

  private String text() {
    assertThat(run()).as(err).isZero();
    return out;
  }

  private int run(String... arguments) {
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var status =
        DetectMain.run(
            List.of(arguments),
            environment,
            new PrintStream(output, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    out = output.toString(StandardCharsets.UTF_8);
    err = errors.toString(StandardCharsets.UTF_8);
    return status;
  }

  private static String evidence(JsonObject found, String name) {
    return found.getJsonObject("evidence").getString(name);
  }

  /** By service why it cannot be run; nothing where it can. */
  private static Map<String, String> services(JsonObject found) {
    var services = new HashMap<String, String>();
    for (var it : found.getJsonArray("services").getValuesAs(JsonObject.class)) {
      var reasons =
          it.getJsonArray("reasons").getValuesAs(JsonString.class).stream()
              .map(JsonString::getString)
              .toList();
      assertThat(it.getBoolean("runnable")).isEqualTo(reasons.isEmpty());
      services.put(it.getString("service"), String.join("; ", reasons));
    }
    return services;
  }

  private void tool(String name, String script) throws IOException {
    var file =
        Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
