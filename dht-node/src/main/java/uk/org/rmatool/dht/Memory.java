package uk.org.rmatool.dht;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import uk.org.rmatool.jkademlia.runtime.Snapshot;
import uk.org.rmatool.jkademlia.runtime.SnapshotFile;

/** Keeps in a folder whom the DHT node knew; where that cannot be done the node goes on without. */
final class Memory {
  private static final Logger LOG = System.getLogger(Memory.class.getName());
  private static final String SNAPSHOT = "dht.snapshot";

  private final Path folder;

  Memory(Path folder) {
    this.folder = folder;
  }

  /** Whom it knew; empty at the first start. */
  Optional<Snapshot> load() {
    try {
      return file().load();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Whom the DHT node knew before cannot be read; it begins anew.", e);
      return Optional.empty();
    }
  }

  /** Keeps it, if it knows anybody; whether it does. */
  boolean save(Snapshot snapshot) {
    if (snapshot.peers().isEmpty()) {
      return false;
    }
    try {
      file().save(snapshot);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Whom the DHT node knows cannot be kept for the next start.", e);
    }
    return true;
  }

  private SnapshotFile file() throws IOException {
    return new SnapshotFile(Files.createDirectories(folder).resolve(SNAPSHOT));
  }
}
