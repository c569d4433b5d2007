package uk.org.rmatool.bench.dataplane;

import java.net.InetSocketAddress;
import java.util.List;
import uk.org.rmatool.bench.load.Template;
import uk.org.rmatool.bench.stage.Cpu;

/**
 * One way to the upstream.
 *
 * @param name what it leads through
 * @param address who is called
 * @param prefix of the upstream's paths there
 * @param pids processes between caller and upstream; none if the upstream itself is called
 */
record Route(String name, InetSocketAddress address, String prefix, List<Long> pids) {
  Route {
    pids = List.copyOf(pids);
  }

  /** A call without a body. */
  Template get(String path) {
    return Template.get(host(), prefix + path);
  }

  /** The head of a call with a body of that many bytes. */
  Template upload(long bytes) {
    return Template.upload(host(), prefix + "/sink", bytes);
  }

  private String host() {
    return "127.0.0.1:" + address.getPort();
  }

  /** CPU time that what is between has taken. */
  long cpuMicros() {
    return pids.stream().mapToLong(Cpu::microsWithChildren).sum();
  }
}
