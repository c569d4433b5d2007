package uk.org.rmatool.bench.dht;

import java.util.Arrays;
import uk.org.rmatool.bench.Table;

/** How long things took, and how many went wrong. */
final class Results {
  private final long start = System.nanoTime();
  private long[] nanos = new long[1024];
  private int count;
  private int wrong;
  private double seconds;
  private double cpuMicros;
  private double requests;

  synchronized void add(long took, boolean right) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = took;
    if (!right) {
      wrong++;
    }
  }

  synchronized void failed() {
    wrong++;
  }

  /**
   * Nothing is added any more.
   *
   * @param cpu microseconds that this program took meanwhile
   * @param asked requests of nodes to each other
   */
  synchronized void end(long cpu, long asked) {
    cpuMicros = cpu;
    requests = asked;
    seconds = (System.nanoTime() - start) / 1e9;
    nanos = Arrays.copyOf(nanos, count);
    Arrays.sort(nanos);
  }

  synchronized void row(Table table, String what, int concurrency) {
    table.row(
        what,
        concurrency,
        count / seconds,
        millis(0.5),
        millis(0.99),
        millis(1),
        requests / count,
        cpuMicros / count,
        (long) wrong);
  }

  private double millis(double share) {
    return count == 0 ? 0 : nanos[Math.min(count - 1, (int) (share * count))] / 1e6;
  }
}
