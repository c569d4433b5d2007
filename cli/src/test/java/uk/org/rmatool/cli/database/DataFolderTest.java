package uk.org.rmatool.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.org.rmatool.cli.console.Failure;
import uk.org.rmatool.cli.database.DataFolder.Condition;

class DataFolderTest {
  @TempDir Path parent;

  @Test
  void aFolderIsWholeOnlyWithVersionAndMarker() throws Exception {
    var data = new DataFolder(parent.resolve("data"));
    assertThat(data.condition()).isEqualTo(Condition.EMPTY);
    Files.createDirectory(data.folder());
    assertThat(data.condition()).isEqualTo(Condition.EMPTY);
    Files.writeString(data.folder().resolve("PG_VERSION"), "18\n");
    assertThat(data.condition()).isEqualTo(Condition.HALF_WRITTEN);
    data.markWhole();
    assertThat(data.condition()).isEqualTo(Condition.WHOLE);
    Files.delete(data.folder().resolve("PG_VERSION"));
    assertThat(data.condition()).isEqualTo(Condition.HALF_WRITTEN);
  }

  @Test
  void aHalfWrittenFolderIsMovedAsideAndNeverOverAnother() throws Exception {
    var data = new DataFolder(parent.resolve("data"));
    for (int round = 1; round <= 2; round++) {
      Files.createDirectory(data.folder());
      Files.writeString(data.folder().resolve("kept"), "round " + round);
      assertThat(Files.readString(data.moveAside().resolve("kept"))).isEqualTo("round " + round);
      assertThat(data.condition()).isEqualTo(Condition.EMPTY);
    }
  }

  @Test
  void anotherMajorVersionIsRefusedInOneLine() throws Exception {
    var data = new DataFolder(parent);
    Files.writeString(parent.resolve("PG_VERSION"), "17\n");
    assertThatThrownBy(() -> data.requireMajorVersion(18))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("PostgreSQL 17")
        .hasMessageNotContaining("\n");
  }

  @Test
  void passwordsAreReadableByTheirOwnerAloneAndStay() throws Exception {
    var file = parent.resolve("secrets/rma-password");
    var password = Secret.load(file);
    assertThat(password).matches("[A-Za-z0-9_-]{32}");
    assertThat(Secret.load(file)).isEqualTo(password);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }
}
