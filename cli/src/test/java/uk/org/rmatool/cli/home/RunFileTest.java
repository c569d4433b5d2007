package uk.org.rmatool.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.home.RunState.Activity;
import uk.org.rmatool.cli.home.RunState.Phase;
import uk.org.rmatool.cli.home.RunState.Running;
import uk.org.rmatool.cli.process.ProcessIdentity;

class RunFileTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    var file = new RunFile(new Home(folder));
    var state =
        new RunState(
            Phase.FAILED,
            ProcessIdentity.self(),
            100,
            "no \"luck\"",
            Map.of("first page", "http://localhost:9180/"),
            List.of(
                new Running(
                    "router", new ProcessIdentity(4711, "b"), Activity.RESTARTING, 2, "tcp:1")));
    file.write(state);
    assertThat(file.read()).contains(state);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void noFileAndAForeignFileAreNoState() throws Exception {
    var home = new Home(folder);
    assertThat(new RunFile(home).read()).isEmpty();
    for (var text : List.of("", "{", "[]", "{}", "{\"phase\":\"dancing\"}")) {
      Files.writeString(home.runFile(), text);
      assertThat(new RunFile(home).read()).as(text).isEmpty();
    }
  }
}
