package uk.org.rmatool.rag.collections;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.service.work.WorkDirectory;

/** All collections, each in a folder of its name. One process has the folder to itself. */
public final class Collections implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Collections.class.getName());
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final String DELETED = ".deleted-";

  private final Path folder;
  private final FileChannel lock;
  private final CollectionLimits limits;
  private final String model;
  private final Clock clock;
  private final Map<String, Collection> collections = new ConcurrentSkipListMap<>();

  private Collections(
      Path folder, FileChannel lock, CollectionLimits limits, String model, Clock clock) {
    this.folder = folder;
    this.lock = lock;
    this.limits = limits;
    this.model = model;
    this.clock = clock;
  }

  /**
   * Opens all that are in the folder and removes what a killed process left half made or half
   * removed.
   *
   * @param model whose vectors they hold; one with another model's stays closed, and is logged
   */
  public static Collections open(Path folder, CollectionLimits limits, String model, Clock clock)
      throws IOException {
    Files.createDirectories(folder);
    var lock = lock(folder.resolve(".lock"));
    var all = new Collections(folder, lock, limits, model, clock);
    try {
      try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
        for (var entry : entries) {
          all.openOrClear(entry);
        }
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new IOException(
          "another process has the collections in %s open".formatted(file.getParent()));
    }
    return channel;
  }

  private void openOrClear(Path entry) throws IOException {
    var name = entry.getFileName().toString();
    if (name.startsWith(DELETED) || (NAME.matcher(name).matches() && !hasIndex(entry))) {
      WorkDirectory.deleteTree(entry);
    } else if (NAME.matcher(name).matches()) {
      var collection = new Collection(name, entry, limits.passages(), Map.of());
      if (collection.model().equals(model)) {
        collections.put(name, collection);
      } else {
        LOG.log(
            Level.WARNING,
            "A collection has another model''s vectors and stays closed. name={0} model={1}",
            name,
            collection.model());
        collection.close();
      }
    }
  }

  private static boolean hasIndex(Path folder) throws IOException {
    try (var directory = FSDirectory.open(folder)) {
      return DirectoryReader.indexExists(directory);
    }
  }

  /** The collection of this name; 404 when there is none. */
  public Collection get(String name) {
    var collection = collections.get(name);
    if (collection == null) {
      throw new PlatformException(
          ProblemType.NOT_FOUND, "There is no collection of this name; POST to it to make it.");
    }
    return collection;
  }

  public List<Collection> all() {
    return List.copyOf(collections.values());
  }

  /** The first collection that takes no more changes, and why; empty when all do. */
  public Optional<String> broken() {
    for (var collection : collections.values()) {
      var why = collection.broken();
      if (why.isPresent()) {
        return Optional.of(
            "The collection %s cannot be written: %s".formatted(collection.name(), why.get()));
      }
    }
    return Optional.empty();
  }

  /** Makes a collection; what is there stays as it is, which is said by false. */
  public synchronized boolean make(String name, String description) throws IOException {
    if (collections.containsKey(name)) {
      return false;
    }
    if (!NAME.matcher(name).matches()) {
      throw Filter.refused(
          "name", "must be lower-case letters, digits, _ and -, at most 63, not _ or - first.");
    }
    var place = folder.resolve(name);
    if (Files.exists(place)) {
      throw new PlatformException(
          ProblemType.ID_TAKEN, "A collection of this name has another model's vectors.");
    }
    if (collections.size() >= limits.collections()) {
      throw new PlatformException(
          ProblemType.TOO_LARGE,
          "There are %d collections already, the most there may be."
              .formatted(limits.collections()));
    }
    var facts =
        Map.of(
            Collection.MODEL,
            model,
            Collection.CREATED,
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            Collection.DESCRIPTION,
            description);
    collections.put(name, new Collection(name, place, limits.passages(), facts));
    return true;
  }

  /** Removes a collection with all in it; searches in progress may fail. */
  public synchronized void remove(String name) throws IOException {
    var collection = get(name);
    collections.remove(name);
    collection.close();
    var gone = folder.resolve(DELETED + UUID.randomUUID());
    Files.move(folder.resolve(name), gone, StandardCopyOption.ATOMIC_MOVE);
    WorkDirectory.deleteTree(gone);
  }

  @Override
  public synchronized void close() {
    @Nullable IOException failed = null;
    for (var collection : collections.values()) {
      try {
        collection.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    try {
      lock.close();
    } catch (IOException e) {
      failed = e;
    }
    if (failed != null) {
      throw new UncheckedIOException(failed);
    }
  }
}
