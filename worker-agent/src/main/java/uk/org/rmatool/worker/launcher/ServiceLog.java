package uk.org.rmatool.worker.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * What a service prints: in a file that is put aside when it is full, and its end in memory for the
 * reason of a failure.
 */
final class ServiceLog {
  private static final Logger LOG = System.getLogger(ServiceLog.class.getName());
  private static final int TAIL_BYTES = 4 * 1024;
  private static final int LAST_LINES = 5;

  private final Path file;
  private final long maxBytes;
  private byte[] tail = new byte[0];

  ServiceLog(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** Reads the output to its end, on a thread of its own; the tail begins anew. */
  Thread follow(InputStream output, String name) {
    synchronized (this) {
      tail = new byte[0];
    }
    return Thread.ofPlatform().daemon().name("log of " + name).start(() -> copy(output));
  }

  /** The last lines of the last process. */
  synchronized List<String> lastLines() {
    var lines = new String(tail, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  private void copy(InputStream output) {
    var buffer = new byte[8 * 1024];
    try (output) {
      for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
        keep(buffer, n);
        write(buffer, n);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "A service's output broke off. file=" + file + " reason=" + e);
    }
  }

  private synchronized void keep(byte[] buffer, int n) {
    var all = Arrays.copyOf(tail, tail.length + n);
    System.arraycopy(buffer, 0, all, tail.length, n);
    tail = Arrays.copyOfRange(all, Math.max(0, all.length - TAIL_BYTES), all.length);
  }

  /** A log that cannot be written must not stop the reading: the service would stall. */
  private void write(byte[] buffer, int n) {
    try {
      if (Files.exists(file) && Files.size(file) + n > maxBytes) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      LOG.log(
          Level.DEBUG, () -> "A service's log cannot be written. file=" + file + " reason=" + e);
    }
  }
}
