package uk.org.rmatool.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTest {
  @TempDir private Path folder;

  @Test
  void aFullLogIsPutAsideAndOneOldOneIsKept() throws Exception {
    var file = folder.resolve("x.log");
    var log = new ServiceLog(file, 20_000);
    var output = "0123456789\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    log.follow(new ByteArrayInputStream(output), "x").join();
    assertThat(Files.size(file)).isBetween(1L, 20_000L);
    assertThat(Files.size(folder.resolve("x.log.1"))).isBetween(1L, 20_000L);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void theLastLinesAreThoseOfTheLastProcess() throws Exception {
    var log = new ServiceLog(folder.resolve("x.log"), 1_000);
    log.follow(input("old\n"), "x").join();
    log.follow(input("1\n2\n3\n\n4\n5\n6"), "x").join();
    assertThat(log.lastLines()).containsExactly("2", "3", "4", "5", "6");
  }

  @Test
  void aLogThatCannotBeWrittenDoesNotStopTheReading() throws Exception {
    var log = new ServiceLog(folder.resolve("none/x.log"), 1_000);
    log.follow(input("still read\n"), "x").join();
    assertThat(log.lastLines()).containsExactly("still read");
  }

  private static ByteArrayInputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
