package uk.org.rmatool.worker.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSmiTest {
  @TempDir private Path bin;

  @Test
  void aMissingToolMeansNoGpus() {
    assertThat(query()).isEmpty();
  }

  @Test
  void severalGpusAreReadWithMemoryDriverAndLoad() throws IOException {
    tool(
        """
        [ "$1" = --query-gpu=name,memory.total,driver_version,uuid,utilization.gpu ] || exit 9
        [ "$2" = --format=csv,noheader,nounits ] || exit 9
        echo 'NVIDIA GeForce RTX 4090, 24564, 550.54.14, GPU-1f0b3c9a, 37'
        echo 'Tesla T4, 15360, 550.54.14, GPU-77aa, 0'
        """);
    assertThat(query())
        .containsExactly(
            new Gpu(
                "NVIDIA GeForce RTX 4090",
                OptionalLong.of(24564),
                Optional.of("550.54.14"),
                Optional.of("GPU-1f0b3c9a"),
                OptionalDouble.of(0.37)),
            new Gpu(
                "Tesla T4",
                OptionalLong.of(15360),
                Optional.of("550.54.14"),
                Optional.of("GPU-77aa"),
                OptionalDouble.of(0)));
  }

  @Test
  void whatTheToolDoesNotKnowIsLeftOut() throws IOException {
    tool("echo 'NVIDIA GB10, [N/A], 580.95, GPU-9c, [Not Supported]'");
    assertThat(query())
        .containsExactly(
            new Gpu(
                "NVIDIA GB10",
                OptionalLong.empty(),
                Optional.of("580.95"),
                Optional.of("GPU-9c"),
                OptionalDouble.empty()));
  }

  @Test
  void unitsAndMissingColumnsAreTolerated() throws IOException {
    tool("echo 'Tesla T4, 15360 MiB'");
    assertThat(query()).extracting(Gpu::memoryMb).containsExactly(OptionalLong.of(15360));
  }

  @Test
  void messagesAreNotGpus() throws IOException {
    tool(
        """
        echo 'No devices were found'
        echo "NVIDIA-SMI has failed because it couldn't communicate with the driver. Make sure, please."
        echo
        """);
    assertThat(query()).isEmpty();
  }

  @Test
  void aFailingToolMeansNoGpus() throws IOException {
    tool("echo 'Tesla T4, 15360, 1, GPU-1, 0'; exit 9");
    assertThat(query()).isEmpty();
  }

  @Test
  void aGpuThatIsDividedCountsAsItsInstances() throws IOException {
    tool(
        """
        if [ "$1" = -L ]; then
          echo 'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aa)'
          echo '  MIG 3g.20gb     Device  0: (UUID: MIG-11)'
          echo '  MIG 1g.5gb+me   Device  1: (UUID: MIG-22)'
          echo 'GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-bb)'
        else
          echo 'NVIDIA A100-SXM4-40GB, 40960, 550, GPU-aa, [N/A]'
          echo 'NVIDIA A100-SXM4-40GB, 40960, 550, GPU-bb, 5'
        fi
        """);
    assertThat(query())
        .extracting(Gpu::uuid, Gpu::memoryMb)
        .containsExactly(
            tuple(Optional.of("GPU-bb"), OptionalLong.of(40960)),
            tuple(Optional.of("MIG-11"), OptionalLong.of(20480)),
            tuple(Optional.of("MIG-22"), OptionalLong.of(5120)));
  }

  @Test
  void aDriverThatDoesNotAnswerIsTheReason() throws IOException {
    tool("echo 'NVIDIA-SMI has failed because it cannot communicate with the driver.'; exit 9");
    assertThat(new GpuTool(commands(), Duration.ofSeconds(5)).look().problem())
        .isEqualTo(
            "nvidia-smi: it ended with status 9: NVIDIA-SMI has failed because it cannot"
                + " communicate with the driver.");
  }

  @Test
  @Timeout(10)
  void aHangingToolIsEndedWithWhatItStarted() throws IOException {
    tool("sleep 600 & echo $! > '" + bin.resolve("pid") + "'; wait");
    assertThat(new GpuTool(commands(), Duration.ofSeconds(3)).look().gpus()).isEmpty();
    var sleeper = Long.parseLong(Files.readString(bin.resolve("pid")).strip());
    ProcessHandle.of(sleeper).ifPresent(handle -> handle.onExit().join());
  }

  @Test
  @Timeout(10)
  void aFloodOfOutputIsCutOff() throws IOException {
    tool("yes 'Tesla T4, 15360, 1, GPU-1, 0'");
    assertThat(new GpuTool(commands(), Duration.ofMillis(300)).look().gpus()).isEmpty();
  }

  private List<Gpu> query() {
    return new GpuTool(commands(), Duration.ofSeconds(5)).look().gpus();
  }

  private Commands commands() {
    return TestHardware.commands(bin.toString());
  }

  private void tool(String script) throws IOException {
    var file = Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
