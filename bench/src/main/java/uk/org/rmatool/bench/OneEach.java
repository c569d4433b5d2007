package uk.org.rmatool.bench;

import java.nio.ByteBuffer;
import uk.org.rmatool.bench.load.Calls;
import uk.org.rmatool.bench.load.Latencies;

/** Some workers send one request each, as soon as a connection is free. */
final class OneEach implements Calls {
  private final Request request;
  private final int first;
  private final int count;
  private final Latencies latencies;

  /** What a worker sends. */
  @FunctionalInterface
  interface Request {
    void write(int worker, ByteBuffer into);
  }

  OneEach(Request request, int first, int count) {
    this.request = request;
    this.first = first;
    this.count = count;
    latencies = new Latencies(count);
  }

  Latencies latencies() {
    return latencies;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long due(long call) {
    return AT_ONCE;
  }

  @Override
  public void write(long call, ByteBuffer into) {
    request.write(first + (int) call, into);
  }

  @Override
  public void answered(long call, int status, long sent, long nanos) {
    latencies.add(status, nanos);
  }
}
