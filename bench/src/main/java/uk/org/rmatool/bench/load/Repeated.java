package uk.org.rmatool.bench.load;

import java.nio.ByteBuffer;

/** The same call again and again, each as soon as a connection is free. */
public final class Repeated implements Calls {
  private final Template template;
  private final long bodyBytes;
  private final long count;
  private final Latencies latencies = new Latencies(1 << 20);

  /** Without an end. */
  public Repeated(Template template) {
    this(template, 0, Long.MAX_VALUE);
  }

  /**
   * So many times.
   *
   * @param bodyBytes how long a body follows the template
   */
  public Repeated(Template template, long bodyBytes, long count) {
    this.template = template;
    this.bodyBytes = bodyBytes;
    this.count = count;
  }

  /** Of all calls that were answered so far. */
  public Latencies latencies() {
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
    template.write(0, into);
  }

  @Override
  public long bodyBytes(long call) {
    return bodyBytes;
  }

  @Override
  public void answered(long call, int status, long sent, long nanos) {
    latencies.add(status, nanos);
  }
}
