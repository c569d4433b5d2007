package uk.org.rmatool.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Resident memory as Linux counts it (proc(5)), in megabytes of 1,000,000 bytes.
 *
 * @param now VmRSS
 * @param most VmHWM: the most that there was at once since the process began
 */
public record Memory(double now, double most) {
  private static final double MEGABYTES_A_KILOBYTE = 1024 / 1e6;

  /** Of a process and its children together; one that has ended counts nothing. */
  public static Memory of(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .map(process -> ofOne(process.pid()))
        .reduce(new Memory(0, 0), (a, b) -> new Memory(a.now + b.now, a.most + b.most));
  }

  private static Memory ofOne(long pid) {
    try {
      return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
    } catch (IOException e) {
      return new Memory(0, 0);
    }
  }

  static Memory parse(List<String> status) {
    return new Memory(megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"));
  }

  private static double megabytes(List<String> status, String name) {
    return status.stream()
            .filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        * MEGABYTES_A_KILOBYTE;
  }
}
