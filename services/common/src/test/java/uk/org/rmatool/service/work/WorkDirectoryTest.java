package uk.org.rmatool.service.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
  @TempDir Path parent;

  @Test
  void whatADeadServiceLeftIsRemovedAndWhatALiveOneHasIsNot() throws Exception {
    var dead = Files.createDirectories(parent.resolve("rma-documents-1/uploads"));
    Files.writeString(dead.resolve("upload-1"), "left");
    Files.createFile(parent.resolve("rma-documents-1/lock"));
    var foreign = Files.createDirectory(parent.resolve("something-else"));
    try (var alive = WorkDirectory.open(parent, "rma-documents");
        var second = WorkDirectory.open(parent, "rma-documents")) {
      assertThat(dead.getParent()).doesNotExist();
      assertThat(foreign).exists();
      assertThat(alive.uploads()).isDirectory();
      assertThat(second.uploads()).isDirectory();
    }
    assertThat(parent).isDirectoryNotContaining("glob:**rma-documents-*");
  }

  @Test
  void aLinkInATreeIsRemovedAndWhatItPointsToStays() throws Exception {
    var kept = Files.writeString(parent.resolve("kept"), "kept");
    var work = WorkDirectory.open(parent, "rma-documents");
    Files.createSymbolicLink(work.newScratch().resolve("link"), kept);
    work.close();
    assertThat(kept).exists();
  }
}
