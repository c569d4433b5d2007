package uk.org.rmatool.worker.hardware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fast a disk takes and gives blocks one after the other.
 *
 * @param written bytes a second that are written until the disk has them; empty when it cannot be
 *     written
 * @param read bytes a second that are read past the system's cache, as O_DIRECT of open(2) does;
 *     empty where there is no such way
 */
record DiskSpeed(OptionalLong written, OptionalLong read) {
  private static final int CHUNK = 1 << 20;
  private static final int LARGEST_BLOCK = 1 << 16;
  private static final long MOST_WRITTEN = 256L << 20;

  /** Writes for this long, 256 MiB at most, reads for as long, and leaves nothing behind. */
  static DiskSpeed measure(Path folder, Duration each) {
    Path file;
    try {
      Files.createDirectories(folder);
      file = Files.createTempFile(folder, "benchmark", ".tmp");
    } catch (IOException e) {
      return new DiskSpeed(OptionalLong.empty(), OptionalLong.empty());
    }
    try {
      return new DiskSpeed(write(file, each), read(file, each));
    } finally {
      delete(file);
    }
  }

  private static OptionalLong write(Path file, Duration each) {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var chunk = ByteBuffer.allocateDirect(CHUNK);
      var begun = System.nanoTime();
      var done = 0L;
      do {
        done += channel.write(chunk.clear());
      } while (done < MOST_WRITTEN && System.nanoTime() - begun < each.toNanos());
      channel.force(false);
      return perSecond(done, begun);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong read(Path file, Duration each) {
    var direct = direct();
    if (direct.isEmpty()) {
      return OptionalLong.empty();
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, direct.get())) {
      var block = (int) Math.min(LARGEST_BLOCK, Files.getFileStore(file).getBlockSize());
      var chunk = ByteBuffer.allocateDirect(CHUNK + block).alignedSlice(block).limit(CHUNK).slice();
      var begun = System.nanoTime();
      var done = 0L;
      int n;
      do {
        n = channel.read(chunk.clear());
        done += Math.max(0, n);
      } while (n > 0 && System.nanoTime() - begun < each.toNanos());
      return done == 0 ? OptionalLong.empty() : perSecond(done, begun);
    } catch (IOException | UnsupportedOperationException e) {
      return OptionalLong.empty();
    }
  }

  /** An option of the JDK's own; compilers do not want its class named. */
  private static Optional<OpenOption> direct() {
    try {
      var option =
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT").get(null);
      return Optional.ofNullable((OpenOption) option);
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong perSecond(long bytes, long begun) {
    return OptionalLong.of(bytes * 1_000_000_000L / Math.max(1, System.nanoTime() - begun));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
