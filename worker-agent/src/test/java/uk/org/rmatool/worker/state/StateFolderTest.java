package uk.org.rmatool.worker.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir private Path folder;

  @Test
  void twoWorkersCannotShareAFolder() throws IOException {
    var first = new StateFolder(new StateConfig(folder.toString()));
    var second = new StateFolder(new StateConfig(folder.toString()));
    first.claim();
    assertThatThrownBy(second::claim)
        .hasMessageStartingWith("RMA_STATE_DIR")
        .hasMessageContaining("another worker");
    first.release();
    second.claim();
    second.release();
  }
}
