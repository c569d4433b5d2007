package uk.org.rmatool.worker.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.platform.wiring.SettableClock;

class DetectionTest {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @Test
  void aMachineWithoutGpuIsACpuWorkerAndSaysWhatItHas() {
    var json = detect("auto").toJson();
    assertThat(json.getString("worker_type")).isEqualTo("cpu");
    assertThat(json.getBoolean("has_gpu")).isFalse();
    assertThat(json.getString("hostname")).isNotBlank();
    assertThat(json.getInt("cpu_cores")).isPositive();
    assertThat(json.getString("ram")).matches("\\d+\\.\\dGB");
    assertThat(json.getJsonNumber("ram_bytes").longValue()).isPositive();
    assertThat(json.getJsonNumber("disk_free_bytes").longValue()).isPositive();
    assertThat(json).doesNotContainKeys("gpu_type", "gpu_memory_mb", "gpus");
  }

  @Test
  void aMachineWithAGpuIsAGpuWorker() throws IOException {
    tool("nvidia-smi", "echo 'Tesla T4, 15360, 1, GPU-1, 0'; echo 'A100, 40960, 1, GPU-2, 0'");
    var json = detect("auto").toJson();
    assertThat(json.getString("worker_type")).isEqualTo("gpu");
    assertThat(json.getString("gpu_type")).isEqualTo("Tesla T4");
    assertThat(json.getInt("gpu_memory_mb")).isEqualTo(40960);
    assertThat(json.getJsonArray("gpus")).hasSize(2);
  }

  @Test
  void theOperatorsWordWins() throws IOException {
    tool("nvidia-smi", "echo 'Tesla T4, 15360, 1, GPU-1, 0'");
    assertThat(detect("storage").type()).isEqualTo(WorkerType.STORAGE);
    assertThat(detect("EDGE").type()).isEqualTo(WorkerType.EDGE);
  }

  /** Some drivers are ready only after the worker. */
  @Test
  void gpusThatAnswerLaterAreFoundWithoutARestart() throws IOException {
    countedTool("echo 'no driver yet' >&2; exit 9");
    var detection = by("auto");
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.CPU);
    assertThat(detection.hardware().gpuProblem().orElseThrow()).contains("no driver yet");
    countedTool("echo 'Tesla T4, 15360, 1, GPU-1, 0'");

    clock.advance(Duration.ofSeconds(59));
    detection.awaitGpus();
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.CPU);
    assertThat(asked()).as("asked once a minute at most").isEqualTo(1);

    clock.advance(Duration.ofSeconds(1));
    detection.awaitGpus();
    var json = detection.capabilities();
    assertThat(json.getString("worker_type")).isEqualTo("gpu");
    assertThat(json.getString("gpu_type")).isEqualTo("Tesla T4");
    assertThat(json).doesNotContainKey("gpu_problem");

    var before = asked();
    clock.advance(Duration.ofHours(1));
    detection.awaitGpus();
    assertThat(asked()).as("nothing is awaited any more").isEqualTo(before);
  }

  @Test
  void whyGpusDoNotAnswerIsWhatTheToolSaidLast() throws IOException {
    countedTool("echo 'no driver yet' >&2; exit 9");
    var detection = by("auto");
    var before = detection.hardware();
    countedTool("echo 'out of order' >&2; exit 9");
    clock.advance(Duration.ofMinutes(1));
    detection.awaitGpus();
    assertThat(detection.hardware().gpuProblem().orElseThrow()).contains("out of order");
    assertThat(detection.hardware())
        .as("the rest is as it was")
        .isEqualTo(before.withGpuProblem(detection.hardware().gpuProblem().orElseThrow()));
    detection.awaitGpus();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aToolThatIsTakenAwayLeavesAMachineWithoutGpus() throws IOException {
    countedTool("exit 9");
    var detection = by("auto");
    assertThat(detection.hardware().gpuProblem()).isPresent();
    Files.delete(folder.resolve("nvidia-smi"));
    clock.advance(Duration.ofMinutes(1));
    detection.awaitGpus();
    assertThat(detection.hardware().gpuProblem()).isEmpty();
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.CPU);
  }

  @Test
  void theOperatorsWordWinsWhenGpusAnswerLater() throws IOException {
    countedTool("exit 9");
    var detection = by("storage");
    assertThat(detection.hardware().gpus()).isEmpty();
    countedTool("echo 'Tesla T4, 15360, 1, GPU-1, 0'");
    clock.advance(Duration.ofMinutes(1));
    detection.awaitGpus();
    assertThat(detection.hardware().gpus()).hasSize(1);
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.STORAGE);
  }

  @Test
  void aMachineThatIsMeasuredAgainIsLookedAtAnew() throws IOException {
    var detection = by("auto");
    detection.measure();
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.CPU);
    countedTool("echo 'Tesla T4, 15360, 1, GPU-1, 0'");
    tool("tesseract", "exit 0");
    detection.awaitGpus();
    assertThat(detection.hardware().gpus()).as("no tool said that there are any").isEmpty();
    detection.measureAgain(0);
    assertThat(detection.hardware().type()).isEqualTo(WorkerType.GPU);
    assertThat(detection.hardware().commands()).containsExactly("tesseract");
  }

  @Test
  void commandsThatServicesUseAreLookedForOnThePath() throws IOException {
    tool("tesseract", "exit 0");
    Files.writeString(folder.resolve("redis-server"), "not executable");
    assertThat(detect("auto").commands()).containsExactly("tesseract");
  }

  @Test
  void theOwnersLimitsCountAndAreTold() throws IOException {
    tool("nvidia-smi", "echo 'Tesla T4, 16000, 1, GPU-1, 0'");
    Files.write(folder.resolve("data"), new byte[1024 * 1024]);
    var hardware =
        TestHardware.detection(
                folder,
                new HardwareConfig("auto", folder.toString()),
                new LimitsConfig(1, 100, 3, 4000, 20))
            .hardware();
    assertThat(hardware.cpuCores()).isEqualTo(1);
    assertThat(hardware.memoryBytes()).isEqualTo(100L * 1024 * 1024);
    assertThat(hardware.diskFreeBytes()).isBetween(1024L * 1024, 2L * 1024 * 1024);
    assertThat(hardware.gpuMemoryMb()).hasValue(4000);
    assertThat(hardware.gpuShare()).isEqualTo(0.25);
    assertThat(hardware.toJson().getJsonObject("owner_limits"))
        .hasToString(
            "{\"cpus\":1,\"memory_mb\":100,\"disk_mb\":3,\"gpu_memory_mb\":4000,\"bandwidth_mbit\":20}");
    assertThat(hardware.allCores()).isGreaterThanOrEqualTo(1);
    assertThat(hardware.allMemoryBytes()).isGreaterThan(hardware.memoryBytes());
  }

  /** Strangers are sent 1200 bytes in the DHT; signature and addresses take up to 800. */
  @Test
  void whatOthersAreToldInTheDhtIsShort() throws IOException {
    tool(
        "nvidia-smi",
        "for i in 0 1 2 3; do echo 'NVIDIA GeForce RTX 4090 Laptop GPU, 16376, 1, GPU-'$i', 0';"
            + " done");
    var summary = detect("auto").summary();
    assertThat(summary.toString()).hasSizeLessThan(200);
    assertThat(summary)
        .containsKeys("worker_type", "cpu_cores", "ram", "has_gpu", "gpu_type", "gpu_memory_mb");
  }

  @Test
  void whatWasMeasuredIsKeptApartFromWhatIsClaimed() {
    var detection = TestHardware.detection(folder);
    assertThat(detection.capabilities()).doesNotContainKey("measured");
    var measured = detection.measure();
    assertThat(detection.capabilities().getJsonObject("measured")).isEqualTo(measured.toJson());
    assertThat(measured.cpuOne()).isPositive();
    assertThat(measured.cpuAll()).isPositive();
    assertThat(measured.memory()).isPositive();
    assertThat(measured.disk().written().orElseThrow()).isPositive();
    measured.disk().read().ifPresent(speed -> assertThat(speed).isPositive());
    assertThat(folder).isEmptyDirectory();
    assertThat(detection.measure()).isSameAs(measured); // asked again at once
  }

  @Test
  void aDiskThatCannotBeWrittenIsNotMeasured() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    assertThat(TestHardware.detection(file).measure().disk())
        .isEqualTo(new DiskSpeed(OptionalLong.empty(), OptionalLong.empty()));
  }

  @Test
  void theDiskOfTheServicesDataIsMeasured() throws IOException {
    var data = Files.createFile(folder.resolve("no-folder"));
    var elsewhere = new HardwareConfig("auto", "", Optional.of(data.resolve("data").toString()));
    assertThat(TestHardware.detection(folder, elsewhere).measure().disk().written()).isEmpty();
  }

  @Test
  void anUnknownTypeStopsTheStartWithASentence() {
    assertThatThrownBy(() -> new HardwareConfig("server", ""))
        .hasMessage("WORKER_TYPE 'server' is none of auto, gpu, cpu, storage and edge.");
  }

  @Test
  void shortWorkBetweenTwoReadingsIsSeen() {
    var load = TestHardware.load(folder);
    load.callBegan(1);
    load.callBegan(3);
    load.callBegan(2);
    assertThat(load.read(0).activeRequests()).isEqualTo(3);
    assertThat(load.read(0).activeRequests()).isZero();
    assertThat(load.read(0).cpu()).isBetween(0.0, 1.0);
    assertThat(load.read(0).availableMemory()).matches("\\d+\\.\\dGB");
  }

  private Hardware detect(String type) {
    return TestHardware.detection(folder, new HardwareConfig(type, folder.toString())).hardware();
  }

  private Detection by(String type) {
    return TestHardware.detection(folder, new HardwareConfig(type, folder.toString()), clock);
  }

  /** Stands in for nvidia-smi, and notes that it was asked for GPUs. */
  private void countedTool(String script) throws IOException {
    tool(
        "nvidia-smi",
        "[ \"$1\" = -L ] || echo asked >> '%s'\n%s".formatted(folder.resolve("asked"), script));
  }

  private int asked() throws IOException {
    return Files.readAllLines(folder.resolve("asked")).size();
  }

  private void tool(String name, String script) throws IOException {
    var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
