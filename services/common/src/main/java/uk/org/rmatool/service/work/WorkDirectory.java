package uk.org.rmatool.service.work;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder for everything temporary of one running service: uploads, and its children's files. A
 * lock in it says that its service is alive; folders of dead ones are removed at the next start.
 */
public final class WorkDirectory implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WorkDirectory.class.getName());
  private static final String LOCK = "lock";
  private static final int ATTEMPTS = 10;

  private final Path root;
  private final FileChannel lock;

  private WorkDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Removes what dead services left below the parent, and makes a folder for this one.
   *
   * @param program what the names of such folders begin with, for example rma-documents
   */
  public static WorkDirectory open(Path parent, String program) throws IOException {
    var prefix = program + "-";
    Files.createDirectories(parent);
    clearLeftovers(parent, prefix);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var made = make(parent, prefix);
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw new IOException("No folder below %s stays locked.".formatted(parent));
  }

  /** Nothing when another service, starting too, has just taken the new folder for a leftover. */
  private static Optional<WorkDirectory> make(Path parent, String prefix) throws IOException {
    var root = Files.createTempDirectory(parent, prefix).toAbsolutePath();
    try {
      var lock = tryLock(root.resolve(LOCK));
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      Files.createDirectory(root.resolve("uploads"));
      return Optional.of(new WorkDirectory(root, lock.get()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Where uploads are written. */
  public Path uploads() {
    return root.resolve("uploads");
  }

  /** A folder of this name in it; made if it is not there. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** A new folder for a child process. */
  public Path newScratch() throws IOException {
    return Files.createTempDirectory(root, "scratch-");
  }

  @Override
  public void close() {
    deleteTree(root);
    try {
      lock.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The lock was not released cleanly.", e);
    }
  }

  /** Removes a folder with all in it, never following a link; what cannot be removed stays. */
  public static void deleteTree(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (NoSuchFileException e) {
      return; // gone already, as wanted
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A temporary folder could not be removed. cause={0}", e.toString());
    }
  }

  private static void clearLeftovers(Path parent, String prefix) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
      for (var folder : folders) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          clearIfLeft(folder);
        }
      }
    }
  }

  private static void clearIfLeft(Path folder) {
    try {
      var lock = tryLock(folder.resolve(LOCK));
      if (lock.isPresent()) {
        deleteTree(folder);
        lock.get().close();
        LOG.log(Level.INFO, "Removed what an earlier run left. folder={0}", folder.getFileName());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Left alone, it is another user''s. folder={0}", folder.getFileName());
    }
  }

  private static Optional<FileChannel> tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false; // a service in this very process holds it
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? Optional.of(channel) : Optional.empty();
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
        throws IOException {
      if (problem != null) {
        throw problem;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
