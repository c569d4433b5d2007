package uk.org.rmatool.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.org.rmatool.service.RunningProgram;

/** The jar as it is launched, with its libraries in the folder beside it. */
class PackagedJarIT {
  @Test
  void theJarRunsByItself() throws Exception {
    var jar = Path.of("target", "rma-notes.jar").toAbsolutePath();
    try (var service = RunningProgram.start(List.of("-jar", jar.toString()))) {
      assertThat(service.health().getString("version")).isNotEqualTo("development");
    }
  }
}
