package uk.org.rmatool.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import uk.org.rmatool.bench.load.Calls;
import uk.org.rmatool.bench.load.Latencies;

/**
 * All workers of a fleet send heartbeats at a steady rate, one after the other and again from the
 * beginning, in an order in which neighbours are not neighbours in the database.
 */
final class Heartbeats implements Calls {
  private static final long STRIDE = 7919; // a prime

  private final Fleet fleet;
  private final int workers;
  private final double interval;
  private final long count;
  private final Latencies latencies;
  private final AtomicLongArray renewed;
  private volatile long lastAnswered;

  /**
   * Nothing is sent yet.
   *
   * @param perSecond how many are due in a second
   * @param count how many in all
   */
  Heartbeats(Fleet fleet, int workers, double perSecond, long count) {
    this.fleet = fleet;
    this.workers = workers;
    this.count = count;
    interval = 1e9 / perSecond;
    latencies = new Latencies(Math.min(count, 1 << 22));
    renewed = new AtomicLongArray(workers);
  }

  /** Those that were answered; to be read when all have been. */
  Latencies latencies() {
    return latencies;
  }

  /** The worker that sends this one. */
  int worker(long call) {
    return (int) (call * STRIDE % workers);
  }

  /** About the newest heartbeat that was answered; for any thread. */
  long lastAnswered() {
    return lastAnswered;
  }

  /**
   * When the worker's newest heartbeat that was answered 200 was sent, in {@link System#nanoTime};
   * 0 if there is none. For any thread.
   */
  long renewed(int worker) {
    return renewed.get(worker);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long due(long call) {
    return (long) (call * interval);
  }

  @Override
  public void write(long call, ByteBuffer into) {
    fleet.writeHeartbeat(worker(call), into);
  }

  @Override
  public void answered(long call, int status, long sent, long nanos) {
    latencies.add(status, nanos);
    if (status == 200) {
      renewed.lazySet(worker(call), sent);
    }
    lastAnswered = call;
  }
}
