package uk.org.rmatool.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path folder;

  @Test
  void libertysErrorIsTheCauseAndItsStackTraceIsNot() throws Exception {
    var log =
        log(
            """
            [AUDIT   ] CWWKE0001I: The server router has been launched.
            [ERROR   ] CWWKO0221E: TCP/IP port 9080 is in use.
            \tat com.ibm.ws.Something(Unknown Source)
            [AUDIT   ] CWWKE0036I: The server router stopped after 2 seconds.
            """);
    assertThat(LogTail.cause(log, 0))
        .isEqualTo("[ERROR   ] CWWKO0221E: TCP/IP port 9080 is in use.");
  }

  @Test
  void withoutAnErrorTheLastLineIsShown() throws Exception {
    assertThat(LogTail.cause(log("one\ntwo\n\n"), 0)).isEqualTo("two");
    assertThat(LogTail.cause(folder.resolve("missing"), 0)).isEmpty();
  }

  @Test
  void whatAnEarlierRunWroteDoesNotCount() throws Exception {
    var log = log("FATAL: earlier\n");
    var start = LogTail.size(log);
    Files.writeString(log, "FATAL: earlier\nnow\n");
    assertThat(LogTail.cause(log, start)).isEqualTo("now");
  }

  private Path log(String text) throws Exception {
    return Files.writeString(folder.resolve("server.log"), text);
  }
}
