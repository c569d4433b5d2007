package uk.org.rmatool.dataplane;

/**
 * How many calls may be made again: a fifth of those made, and some at any time, so that retries do
 * not bury nodes that are in trouble already.
 */
final class RetryBudget {
  private static final double PER_CALL = 0.2;
  private static final double MOST = 100;

  private double left = MOST;

  /** A call was made for the first time. */
  synchronized void called() {
    left = Math.min(MOST, left + PER_CALL);
  }

  /** Whether one more may be made again; counts it if so. */
  synchronized boolean take() {
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
