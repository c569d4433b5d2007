package uk.org.rmatool.cli.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import uk.org.rmatool.cli.process.Wait;

/**
 * Held by the one supervisor of a home for as long as it lives; the system frees it on any death.
 */
public final class HomeLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock; empty if somebody holds it. */
  public static Optional<HomeLock> take(Home home) throws IOException {
    var channel =
        FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new HomeLock(channel));
  }

  /** Takes the lock as soon as it is free; empty if somebody holds it until the deadline. */
  public static Optional<HomeLock> take(Home home, Duration deadline)
      throws IOException, InterruptedException {
    var end = System.nanoTime() + deadline.toNanos();
    var lock = take(home);
    while (lock.isEmpty() && System.nanoTime() - end < 0) {
      Wait.until(POLL, POLL, () -> false);
      lock = take(home);
    }
    return lock;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
