package uk.org.rmatool.bench.load;

import java.nio.ByteBuffer;

/** The calls of one measurement, numbered from 0 in the order in which they are sent. */
public interface Calls {
  /** What {@link #due} says of calls that are sent as soon as a connection is free. */
  long AT_ONCE = -1;

  /** How many there are. */
  long count();

  /** When a call is to be sent, in nanoseconds after the start, ascending; or {@link #AT_ONCE}. */
  long due(long call);

  /** Appends a call's whole request. */
  void write(long call, ByteBuffer into);

  /** How many bytes of a body, all of them 0, follow what was written. */
  default long bodyBytes(long call) {
    return 0;
  }

  /**
   * A call has ended.
   *
   * @param status 0 if the connection broke
   * @param sent when its request was written, in {@link System#nanoTime}
   * @param nanos since it was due; since it was sent if it was to be sent at once
   */
  void answered(long call, int status, long sent, long nanos);
}
