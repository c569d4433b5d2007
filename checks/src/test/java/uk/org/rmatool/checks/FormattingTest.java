package uk.org.rmatool.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class FormattingTest {
  @Test
  void everyJavaFileIsAsGoogleJavaFormatWritesIt() throws Exception {
    var fix = System.getProperty("rma.format", "check").equals("fix");
    var wrong = new ArrayList<Path>();
    for (var file : Repository.javaFiles()) {
      var source = Files.readString(file);
      var imports =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(source), Style.GOOGLE);
      var formatted = new Formatter().formatSource(imports);
      if (!formatted.equals(source)) {
        if (fix) {
          Files.writeString(file, formatted);
        } else {
          wrong.add(Repository.ROOT.relativize(file));
        }
      }
    }
    assertThat(wrong).as("not formatted; run: mvn -pl checks test -Drma.format=fix").isEmpty();
  }
}
