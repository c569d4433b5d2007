package uk.org.rmatool.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is launched, with its libraries in the folder beside it. */
class PackagedJarIT {
  @TempDir Path folder;

  @Test
  void theJarRunsByItself() throws Exception {
    var jar = Path.of("target", "rma-documents.jar").toAbsolutePath();
    try (var service = RunningService.start(List.of("-jar", jar.toString()), folder)) {
      assertThat(service.health().getString("version")).isNotEqualTo("development");
      assertThat(service.post(Samples.pdf("From the jar.")).body()).contains("From the jar.");
    }
  }
}
