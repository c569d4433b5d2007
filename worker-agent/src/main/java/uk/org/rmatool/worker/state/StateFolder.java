package uk.org.rmatool.worker.state;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.platform.wiring.Component;

/** The state folder, held by one worker at a time: two would end each other's services. */
@Component
public class StateFolder {
  private final Path folder;
  private @Nullable FileChannel lock;

  @Inject
  public StateFolder(StateConfig config) {
    this.folder = config.folder();
  }

  public Path path() {
    return folder;
  }

  /** Eight letters and digits that tell this folder from others of the machine. */
  public String tag() {
    var bytes = folder.toString().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
  }

  /** A folder in it, made if it is not there. */
  public Path subfolder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * Takes the folder for this worker until {@link #release}.
   *
   * @throws IllegalArgumentException with one sentence, when it cannot be used
   */
  public void claim() {
    try {
      Files.createDirectories(folder);
      var channel =
          FileChannel.open(
              folder.resolve("worker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new IllegalArgumentException(
            "RMA_STATE_DIR '%s' is in use by another worker that runs now; give this one its own."
                .formatted(folder));
      }
      lock = channel;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "RMA_STATE_DIR '%s' cannot be written: %s.".formatted(folder, e), e);
    }
  }

  /** Gives the folder back. */
  public void release() throws IOException {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
