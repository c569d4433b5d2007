package uk.org.rmatool.worker.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocmSmiTest {
  @TempDir private Path bin;

  @Test
  void cardsAreReadWithMemoryDriverAndLoad() throws IOException {
    tool(
        """
        echo 'WARNING: AMD GPU device(s) is/are in a low-power state.'
        echo '{"card0": {"Unique ID": "0x5bc0", "GPU use (%)": "25", "VRAM Total Memory (B)": "17163091968",
          "VRAM Total Used Memory (B)": "10", "Card Series": "AMD Instinct MI25", "Card model": "0x6860"},
          "system": {"Driver version": "6.3.6"}}'
        """);
    assertThat(answer().gpus())
        .containsExactly(
            new Gpu(
                "AMD Instinct MI25",
                OptionalLong.of(16368),
                Optional.of("6.3.6"),
                Optional.of("0x5bc0"),
                OptionalDouble.of(0.25)));
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws IOException {
    tool("echo '{\"card1\": {\"GPU use (%)\": \"N/A\"}}'");
    assertThat(answer().gpus())
        .containsExactly(
            new Gpu(
                "AMD GPU",
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty()));
  }

  @Test
  void aToolThatCannotTellSaysWhy() throws IOException {
    tool("echo 'ERROR:root:Driver not initialized (amdgpu not found in modules)'; exit 1");
    assertThat(answer().gpus()).isEmpty();
    assertThat(answer().problem())
        .isEqualTo(
            "rocm-smi: it ended with status 1: ERROR:root:Driver not initialized (amdgpu not found"
                + " in modules)");
    tool("echo nothing");
    assertThat(answer().problem()).isEqualTo("rocm-smi: its answer is no JSON");
  }

  private GpuTool.Answer answer() {
    return new GpuTool(TestHardware.commands(bin.toString()), Duration.ofSeconds(5)).look();
  }

  private void tool(String script) throws IOException {
    var file = Files.writeString(bin.resolve("rocm-smi"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
