package uk.org.rmatool.bench;

import java.nio.ByteBuffer;
import uk.org.rmatool.bench.load.Calls;
import uk.org.rmatool.bench.load.Latencies;
import uk.org.rmatool.bench.load.Template;

/** The same call again and again, each as soon as a connection is free. */
final class Repeated implements Calls {
  private final Template template;
  private final Latencies latencies = new Latencies(1 << 20);

  Repeated(Template template) {
    this.template = template;
  }

  Latencies latencies() {
    return latencies;
  }

  @Override
  public long count() {
    return Long.MAX_VALUE;
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
  public void answered(long call, int status, long sent, long nanos) {
    latencies.add(status, nanos);
  }
}
