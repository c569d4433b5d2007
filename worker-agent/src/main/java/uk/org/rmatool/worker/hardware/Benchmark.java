package uk.org.rmatool.worker.hardware;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * What a machine does in a second or two, measured and not claimed.
 *
 * @param cpuOne bytes a second that one processor compresses (zlib, native code, so that it does
 *     not matter how warm this JVM is)
 * @param cpuAll bytes a second that all of them compress together
 * @param memory bytes a second that are copied in memory
 * @param disk what the disk of the data folder does
 * @param gpu what came of measuring the GPUs; empty without any
 * @param beside service calls that were served meanwhile, which take their part of it all
 * @param at when it was measured
 */
public record Benchmark(
    long cpuOne,
    long cpuAll,
    long memory,
    DiskSpeed disk,
    Optional<GpuMeasurement.Result> gpu,
    int beside,
    Instant at) {
  private static final Duration EACH = Duration.ofMillis(250);
  private static final int CHUNK = 1 << 20;
  private static final int COPIED = 16 << 20;

  /**
   * Measures for about a second; writes at most 256 MiB to the folder and removes them.
   *
   * @param gpus measures the GPUs, which may take longer
   */
  static Benchmark run(
      int processors,
      Path folder,
      Supplier<Optional<GpuMeasurement.Result>> gpus,
      int beside,
      Clock clock) {
    return new Benchmark(
        compress(1),
        compress(processors),
        copy(),
        DiskSpeed.measure(folder, EACH),
        gpus.get(),
        beside,
        clock.instant());
  }

  /** As a coordinator is told. */
  public JsonObject toJson() {
    var json =
        Json.createObjectBuilder()
            .add("cpu_bytes_per_second", cpuOne)
            .add("cpu_all_bytes_per_second", cpuAll)
            .add("memory_bytes_per_second", memory)
            .add("measured_at", at.toString());
    disk.written().ifPresent(speed -> json.add("disk_write_bytes_per_second", speed));
    disk.read().ifPresent(speed -> json.add("disk_read_bytes_per_second", speed));
    gpu.ifPresent(result -> json.addAll(Json.createObjectBuilder(result.toJson())));
    if (beside > 0) {
      json.add("calls_meanwhile", beside);
    }
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
