package uk.org.rmatool.system.operators;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.system.rig.Checkout;

/** The command as it was packaged, with nothing of the platform running. */
class WorkerDetectIT {
  @TempDir private Path folder;

  @Test
  void aMachineIsLookedAtWithoutAServer() throws Exception {
    var root = Checkout.services().getParent();
    var output = folder.resolve("output");
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Drma.root=" + root,
                    "-jar",
                    root.resolve("cli/target/rma.jar").toString(),
                    "worker",
                    "detect",
                    "--json"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("RMA_HOME", folder.resolve("home").toString());
    builder.environment().put("WORKER_TYPE", "storage");
    var process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    try (var reader = Json.createReader(Files.newInputStream(output))) {
      var found = reader.readObject();
      assertThat(found.getString("worker_type")).isEqualTo("storage");
      assertThat(found.getJsonObject("measured")).containsKey("cpu_bytes_per_second");
      assertThat(found.getJsonArray("services").getValuesAs(JsonObject.class))
          .hasSizeGreaterThanOrEqualTo(14)
          .filteredOn(it -> it.getString("service").equals("document-processing"))
          .singleElement()
          .matches(it -> it.getBoolean("runnable"));
    }
  }
}
