package uk.org.rmatool.worker.traffic;

/**
 * A token bucket: it fills at a steady rate up to its size, and whoever wants more than is in it
 * waits until that has come; who comes later waits after him. Safe for any number of threads.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double size;
  private double tokens;
  private long at;

  /**
   * A full one.
   *
   * @param perSecond tokens that come in a second
   * @param size tokens that it holds at most
   * @param now nanoseconds from any beginning
   */
  TokenBucket(long perSecond, long size, long now) {
    this.perNano = perSecond / NANOS;
    this.size = size;
    this.tokens = size;
    this.at = now;
  }

  /** Takes so many tokens; gives for how many nanoseconds to wait for them. */
  synchronized long take(int count, long now) {
    tokens = Math.min(size, tokens + Math.max(0, now - at) * perNano) - count;
    at = now;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perNano);
  }
}
