package uk.org.rmatool.coordinator.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file of the catalogue, and which version of it was read last. */
final class CatalogueFile {
  private static final int MAX_BYTES = 1_000_000;

  private final Path path;
  private Optional<Version> read = Optional.empty();

  /** What tells one version from another; the key changes when the file is replaced. */
  private record Version(FileTime modified, long bytes, @Nullable Object key) {}

  CatalogueFile(Path path) {
    this.path = path;
  }

  String path() {
    return path.toString();
  }

  /** Whether it is another version than that of the last {@link #read()}, whatever came of it. */
  boolean hasChanged() {
    return !version().equals(read);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with one sentence that says what is wrong with it and where
   */
  List<CatalogueService> read() {
    read = version(); // before the content: what is written meanwhile is another version
    var origin = "CATALOGUE_FILE '%s'".formatted(path);
    try (var input = Files.newInputStream(path)) {
      var content = input.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s has more than %d bytes.".formatted(origin, MAX_BYTES));
      }
      return CatalogueReader.read(origin, content);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(origin + " is not there.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s.".formatted(origin, e), e);
    }
  }

  /** The version that is there now; empty when none can be seen. */
  private Optional<Version> version() {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
