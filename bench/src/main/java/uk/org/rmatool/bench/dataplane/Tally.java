package uk.org.rmatool.bench.dataplane;

import uk.org.rmatool.bench.load.Latencies;

/** What has come of the events of many streams. */
final class Tally {
  private static final int OK = 200;
  private static final int MANY = 1 << 16;

  private final Latencies first = new Latencies(MANY);
  private final Latencies all = new Latencies(MANY);
  private long dropped;
  private long reordered;
  private int broken;

  /**
   * An event has come.
   *
   * @param id its number in its stream
   * @param expected the number after the highest that has come before
   * @param nanos since it was made
   */
  void event(long id, long expected, long nanos) {
    all.add(OK, nanos);
    if (id == 0) {
      first.add(OK, nanos);
    }
    if (id < expected) {
      reordered++;
      dropped--;
    } else {
      dropped += id - expected;
    }
  }

  /** A stream has ended, or will not be waited for any longer, before its last events had come. */
  void broken(long missing) {
    broken++;
    dropped += missing;
  }

  /** How long events took since they were made. */
  Latencies delays() {
    return all;
  }

  /** The same of each stream's first. */
  Latencies firstDelays() {
    return first;
  }

  /** How many events have not come. */
  long dropped() {
    return dropped;
  }

  /** How many came after a later one. */
  long reordered() {
    return reordered;
  }

  /** How many streams ended before their end. */
  int broken() {
    return broken;
  }
}
