package uk.org.rmatool.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** CPU time of processes, user and system together, as Linux counts it (proc(5)). */
public final class Cpu {
  private static final int USER = 11;

  /** Linux reports in hundredths of a second on every machine that Java runs on. */
  private static final long TICK_MICROS = 10_000;

  private Cpu() {}

  /** Microseconds that a process has taken; 0 once it has ended. */
  public static long micros(long pid) {
    try {
      var text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", USER + 6);
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) * TICK_MICROS;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Microseconds that a process and its children that still run have taken. */
  public static long microsWithChildren(long pid) {
    return micros(pid)
        + ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .mapToLong(child -> micros(child.pid()))
            .sum();
  }

  /** Measures how much more there is now than at the start. */
  public static LongSupplier since(LongSupplier counter) {
    var start = counter.getAsLong();
    return () -> counter.getAsLong() - start;
  }

  /** Gigabytes of memory that this machine has. */
  public static long machineGigabytes() {
    try {
      var line = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
      return Math.round(Long.parseLong(line.replaceAll("\\D", "")) / 1024.0 / 1024.0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
