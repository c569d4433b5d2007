package uk.org.rmatool.bench.load;

import java.util.Arrays;

/** How long calls took and how they ended; grows with the number of calls, 4 bytes each. */
public final class Latencies {
  private int[] micros;
  private int count;
  private int errors;
  private String firstError = "";

  public Latencies(long expected) {
    micros = new int[(int) Math.max(1, expected)];
  }

  public void add(int status, long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, count * 2);
    }
    micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
    if (status < 200 || status > 299) {
      errors++;
      firstError = firstError.isEmpty() ? "status " + status : firstError;
    }
  }

  public int count() {
    return count;
  }

  /** How many were not answered with 2xx. */
  public int errors() {
    return errors;
  }

  /** Empty if there was none. */
  public String firstError() {
    return firstError;
  }

  /** The latency in milliseconds that this share of the calls did not exceed. */
  public double millis(double share) {
    if (count == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, Math.round(Math.ceil(share * count)) - 1)] / 1000.0;
  }
}
