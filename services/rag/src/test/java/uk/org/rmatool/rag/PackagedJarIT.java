package uk.org.rmatool.rag;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.service.RunningProgram;

/** The jar as it is launched, with its libraries in the folder beside it. */
class PackagedJarIT {
  @TempDir Path folder;

  @Test
  void theJarRunsByItself() throws Exception {
    var jar = Path.of("target", "rma-rag.jar").toAbsolutePath();
    try (var service =
        RunningProgram.start(List.of("-jar", jar.toString()), "--data-dir", folder.toString())) {
      assertThat(service.health().getString("version")).isNotEqualTo("development");
      var text = Json.createObjectBuilder().add("input", "From the jar.").build();
      assertThat(service.post("/v1/embeddings", text).statusCode()).isEqualTo(200);
    }
  }
}
