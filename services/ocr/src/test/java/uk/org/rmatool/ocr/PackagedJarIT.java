package uk.org.rmatool.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
    assumeThat(OcrServiceTest.tesseractIsInstalled()).isTrue();
    var jar = Path.of("target", "rma-ocr.jar").toAbsolutePath();
    try (var service =
        RunningProgram.start(List.of("-jar", jar.toString()), "--work-dir", folder.toString())) {
      assertThat(service.health().getString("version")).isNotEqualTo("development");
    }
  }
}
