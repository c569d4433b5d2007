package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * What a machine does in a second or two, measured and not claimed.
 *
 * @param cpuOne bytes a second that one processor compresses (zlib, native code, so that it does
 *     not matter how warm this JVM is)
 * @param cpuAll bytes a second that all of them compress together
 * @param memory bytes a second that are copied in memory
 * @param disk bytes a second that are written to the data folder one after the other, until the
 *     disk has them; empty when it cannot be written
 * @param at when it was measured
 */
public record Benchmark(long cpuOne, long cpuAll, long memory, OptionalLong disk, Instant at) {
  private static final Duration EACH = Duration.ofMillis(250);
  private static final int CHUNK = 1 << 20;
  private static final int COPIED = 16 << 20;
  private static final long MOST_WRITTEN = 256L << 20;

  /** Measures for about a second; writes at most 256 MiB to the folder and removes them. */
  static Benchmark run(int processors, Path folder, Clock clock) {
    return new Benchmark(compress(1), compress(processors), copy(), write(folder), clock.instant());
  }

  JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("cpu_bytes_per_second", cpuOne)
            .add("cpu_all_bytes_per_second", cpuAll)
            .add("memory_bytes_per_second", memory)
            .add("measured_at", at.toString());
    disk.ifPresent(speed -> json.add("disk_write_bytes_per_second", speed));
    return json.build();
  }

  private static long compress(int processors) {
    var text = new byte[CHUNK];
    for (var i = 0; i < CHUNK; i++) {
      text[i] = (byte) (i * i % 251);
    }
    Callable<Long> one = () -> perSecond(() -> deflate(text), CHUNK);
    try (var threads = Executors.newFixedThreadPool(processors)) {
      var sum = 0L;
      for (var speed : threads.invokeAll(Stream.generate(() -> one).limit(processors).toList())) {
        sum += speed.get();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long copy() {
    var from = new byte[COPIED];
    var to = new byte[COPIED];
    return perSecond(() -> System.arraycopy(from, 0, to, 0, COPIED), COPIED);
  }

  private static long perSecond(Runnable step, int bytes) {
    step.run(); // once for the compiler
    var begun = System.nanoTime();
    var done = 0L;
    long took;
    do {
      step.run();
      done += bytes;
      took = System.nanoTime() - begun;
    } while (took < EACH.toNanos());
    return done * 1_000_000_000L / took;
  }

  private static OptionalLong write(Path folder) {
    try {
      Files.createDirectories(folder);
      var file = Files.createTempFile(folder, "benchmark", ".tmp");
      try (var channel =
          FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
        return OptionalLong.of(write(channel));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static long write(FileChannel channel) throws IOException {
    var chunk = ByteBuffer.allocateDirect(CHUNK);
    var begun = System.nanoTime();
    var done = 0L;
    do {
      done += channel.write(chunk.clear());
    } while (done < MOST_WRITTEN && System.nanoTime() - begun < EACH.toNanos());
    channel.force(false);
    return done * 1_000_000_000L / Math.max(1, System.nanoTime() - begun);
  }

  private static void deflate(byte[] text) {
    var deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(text);
      deflater.finish();
      var out = new byte[CHUNK];
      while (!deflater.finished()) {
        deflater.deflate(out);
      }
    } finally {
      deflater.end();
    }
  }
}
