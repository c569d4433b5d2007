package uk.org.rmatool.cli.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import uk.org.rmatool.cli.console.Failure;

/**
 * PostgreSQL's data folder. It counts as whole only with its marker, which is written after initdb
 * has ended well.
 *
 * @param folder may be missing
 */
record DataFolder(Path folder) {
  private static final String MARKER = "initialised";

  /** What is in the folder. */
  enum Condition {
    EMPTY,
    HALF_WRITTEN,
    WHOLE
  }

  Condition condition() throws IOException {
    if (!Files.exists(folder)) {
      return Condition.EMPTY;
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      if (!entries.iterator().hasNext()) {
        return Condition.EMPTY;
      }
    }
    return Files.exists(folder.resolve(MARKER)) && Files.exists(folder.resolve("PG_VERSION"))
        ? Condition.WHOLE
        : Condition.HALF_WRITTEN;
  }

  /** Moves a half-written folder away; returns where it is now. */
  Path moveAside() throws IOException {
    for (int number = 1; ; number++) {
      var aside = folder.resolveSibling(folder.getFileName() + ".incomplete-" + number);
      if (!Files.exists(aside)) {
        return Files.move(folder, aside);
      }
    }
  }

  void markWhole() throws IOException {
    Files.createFile(folder.resolve(MARKER));
  }

  /**
   * Checks that programs of this major version can read the folder.
   *
   * @throws Failure if another major version wrote it
   */
  void requireMajorVersion(int programs) throws IOException {
    var found = Files.readString(folder.resolve("PG_VERSION")).strip();
    if (!found.equals(Integer.toString(programs))) {
      throw new Failure(
          folder
              + " was written by PostgreSQL "
              + found
              + " and this build has PostgreSQL "
              + programs
              + "; move the folder away to start empty, or run the build that wrote it and dump"
              + " it");
    }
  }

  /** The process that says it serves this folder; it may be long gone. */
  Optional<Long> postmaster() throws IOException {
    try (var lines = Files.lines(pidFile())) {
      return lines.findFirst().map(String::strip).map(Long::valueOf);
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  Path pidFile() {
    return folder.resolve("postmaster.pid");
  }
}
