package uk.org.rmatool.worker.hardware;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Stand-ins print what the real programs print; clpeak's form was seen from version 1.1.2. */
@Timeout(60)
class GpuMeasurementTest {
  private static final String CLPEAK =
      """
      64 warnings generated.

      Platform: Portable Computing Language
        Device: pthread-haswell-AMD EPYC
          Driver version  : 3.1+debian (Linux x64)
          Compute units   : 2
          Clock frequency : 2445 MHz

          Global memory bandwidth (GBPS)
            float   : 4.39
            float16 : 20.98

          Single-precision compute (GFLOPS)
            float   : 0.83
            float16 : 18.15

      Platform: NVIDIA CUDA
        Device: Tesla T4
          Driver version  : 550.54.14 (Linux x64)
          Compute units   : 40
          Clock frequency : 1590 MHz

          Global memory bandwidth (GBPS)
            float   : 238.06
            float2  : 241.50
            float16 : 201.11

          Single-precision compute (GFLOPS)
            float   : 8023.45
            float2  : 7990.13
            float16 : 7905.00

          Double-precision compute (GFLOPS)
            double   : 252.54
            double16 : 99999.00

        Device: NVIDIA A100-SXM4-40GB
          Driver version  : 550.54.14 (Linux x64)

          Global memory bandwidth (GBPS)
            float   : 1311.25
            clCreateKernel (-46)
              Tests skipped

      """;

  private static final String NVBANDWIDTH =
      """
      {
         "nvbandwidth" :
         {
            "CUDA Runtime Version" : 12040,
            "Driver Version" : "550.54.14",
            "git_version" : "v0.6",
            "testcases" :
            [
               {
                  "bandwidth_description" : "memcpy CE CPU(row) -> GPU(column) bandwidth (GB/s)",
                  "bandwidth_matrix" : [ [ "12.36", "24.7" ] ],
                  "name" : "host_to_device_memcpy_ce",
                  "status" : "Passed",
                  "sum" : 37.06
               },
               {
                  "bandwidth_description" : "memcpy local GPU(column) bandwidth (GB/s)",
                  "bandwidth_matrix" : [ [ "121.25", "N/A" ] ],
                  "name" : "device_local_copy",
                  "status" : "Passed",
                  "sum" : 121.25
               }
            ],
            "version" : "v0.6"
         }
      }
      """;

  @TempDir private Path bin;

  private static Gpu gpu(String name) {
    return new Gpu(
        name, OptionalLong.of(16_000), Optional.empty(), Optional.empty(), OptionalDouble.empty());
  }

  private String measured() {
    return new GpuMeasurement(TestHardware.commands(bin + ":/usr/bin:/bin"), Duration.ofSeconds(10))
        .measure(List.of(gpu("Tesla T4"), gpu("NVIDIA A100-SXM4-40GB")))
        .orElseThrow()
        .toJson()
        .toString();
  }

  private void tool(String name, String script) throws IOException {
    var file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void prints(String name, String arguments, String output) throws IOException {
    var file = Files.writeString(bin.resolve(name + ".out"), output);
    tool(name, "[ \"$*\" = '%s' ] || exit 9\ncat '%s'".formatted(arguments, file));
  }

  @Test
  void withoutGpusNothingIsMeasured() throws IOException {
    tool("clpeak", "touch '%s/called'".formatted(bin));
    assertThat(new GpuMeasurement(TestHardware.commands(bin.toString())).measure(List.of()))
        .isEmpty();
    assertThat(bin.resolve("called")).doesNotExist();
  }

  @Test
  void withoutAProgramForItThatIsSaid() {
    assertThat(measured())
        .isEqualTo(
            "{\"gpus_problem\":\"not measured: neither clpeak nor nvbandwidth is on the PATH\"}");
  }

  @Test
  void clpeakTellsOfMemoryAndArithmeticOfEachGpuAndOfNoProcessor() throws IOException {
    prints("clpeak", "--global-bandwidth --compute-sp", CLPEAK);
    tool("nvbandwidth", "exit 9");
    assertThat(measured())
        .isEqualTo(
            "{\"gpus\":[{\"name\":\"Tesla T4\",\"memory_bytes_per_second\":241500000000,"
                + "\"float_operations_per_second\":8023450000000},"
                + "{\"name\":\"NVIDIA A100-SXM4-40GB\","
                + "\"memory_bytes_per_second\":1311250000000}],\"gpus_by\":\"clpeak\"}");
  }

  @Test
  void nvbandwidthTellsOfCopies() throws IOException {
    prints(
        "nvbandwidth",
        "--json --testcase host_to_device_memcpy_ce device_local_copy",
        "warning: persistence mode is off\n" + NVBANDWIDTH);
    assertThat(measured())
        .isEqualTo(
            "{\"gpus\":[{\"name\":\"Tesla T4\",\"memory_bytes_per_second\":121250000000,"
                + "\"copy_bytes_per_second\":12360000000},"
                + "{\"name\":\"NVIDIA A100-SXM4-40GB\",\"copy_bytes_per_second\":24700000000}],"
                + "\"gpus_by\":\"nvbandwidth\"}");
  }

  @Test
  void aProgramThatTellsNothingIsFollowedByTheNext() throws IOException {
    tool("clpeak", "echo 'no platforms found'; exit 255");
    prints(
        "nvbandwidth", "--json --testcase host_to_device_memcpy_ce device_local_copy", NVBANDWIDTH);
    assertThat(measured()).contains("\"gpus_by\":\"nvbandwidth\"");
  }

  @Test
  void whyNoneWasMeasuredIsSaid() throws IOException {
    tool("clpeak", "echo 'no platforms found'; exit 255");
    prints(
        "nvbandwidth",
        "--json --testcase host_to_device_memcpy_ce device_local_copy",
        NVBANDWIDTH.replace("Passed", "Waived"));
    assertThat(measured())
        .isEqualTo(
            "{\"gpus_problem\":\"not measured: clpeak: it ended with status 255: no platforms"
                + " found; nvbandwidth: it tells of none of the GPUs\"}");
  }

  @Test
  void aProgramThatHangsIsEnded() throws IOException {
    tool("clpeak", "sleep 600");
    var measurement =
        new GpuMeasurement(TestHardware.commands(bin + ":/usr/bin:/bin"), Duration.ofMillis(200));
    assertThat(measurement.measure(List.of(gpu("Tesla T4"))).orElseThrow().problem())
        .isEqualTo("clpeak: it gave no answer within 200 ms");
  }
}
