package uk.org.rmatool.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartLintTest {
  @Test
  void theStrictLintFindsNothing(@TempDir Path scratch) throws IOException {
    var result = Chart.lint(scratch);

    assertThat(result.getMessages()).noneMatch(m -> m.contains("ERROR") || m.contains("WARNING"));
    assertThat(result.isFailed()).isFalse();
  }

  @Test
  void theProgramsVersionIsTheBuilds() throws IOException {
    assertThat(Files.readString(Chart.FOLDER.resolve("Chart.yaml")))
        .contains("appVersion: \"" + System.getProperty("project.version") + "\"");
  }

  @Test
  void everyValueIsExplained() throws IOException {
    var unexplained = new ArrayList<String>();
    var before = "";
    for (var line : Files.readAllLines(Chart.FOLDER.resolve("values.yaml"))) {
      // A leaf: not a list's entry, not a section, and cpu and memory stand below "resources".
      if (line.matches(" *(?!cpu|memory)\\w+: .+") && !before.strip().startsWith("#")) {
        unexplained.add(line);
      }
      before = line;
    }
    assertThat(unexplained).isEmpty();
  }
}
