package uk.org.rmatool.dht;

import java.time.Duration;

/** Pauses between attempts at one thing, each twice as long as the one before. */
final class Backoff {
  private static final int MAX_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private int pauses;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  Duration next() {
    var pause = first.multipliedBy(1L << Math.min(pauses++, MAX_DOUBLINGS));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  /** Begins with the first again. */
  void reset() {
    pauses = 0;
  }
}
