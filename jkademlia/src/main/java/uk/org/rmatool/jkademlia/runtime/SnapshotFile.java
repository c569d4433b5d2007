package uk.org.rmatool.jkademlia.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import uk.org.rmatool.jkademlia.id.Bytes;

/** A snapshot in a file, which always holds a whole one. */
public final class SnapshotFile {
  private static final long MAX_BYTES = 1 << 20;

  private final Path path;

  public SnapshotFile(Path path) {
    this.path = path;
  }

  /**
   * The snapshot that was saved; empty if there is none, or something else.
   *
   * @throws IOException if there is a file that cannot be read
   */
  public Optional<Snapshot> load() throws IOException {
    try {
      return Files.size(path) > MAX_BYTES
          ? Optional.empty()
          : Snapshot.read(Bytes.wrap(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces it in one step. */
  public void save(Snapshot snapshot) throws IOException {
    var next = path.resolveSibling(path.getFileName() + ".next");
    Files.write(next, snapshot.bytes().toArray());
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
