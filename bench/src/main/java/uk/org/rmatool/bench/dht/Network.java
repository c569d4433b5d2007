package uk.org.rmatool.bench.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import uk.org.rmatool.jkademlia.id.Key;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.storage.PlainValues;
import uk.org.rmatool.jkademlia.udp.UdpTransport;

/** Nodes on ports of this machine that know each other. */
final class Network implements AutoCloseable {
  /** A value is at the closest twenty, and where look-ups left a copy. */
  private static final int HOLDERS = 30;

  private final List<Dht> nodes = new ArrayList<>();

  Network(int size) throws Exception {
    for (int i = 0; i < size; i++) {
      var transport = UdpTransport.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      nodes.add(Dht.start(Dht.newId(), Settings.DEFAULT, new PlainValues(), transport));
      if (i > 0) {
        nodes.get(i).bootstrap(List.of(nodes.getFirst().address())).get(30, TimeUnit.SECONDS);
      }
    }
  }

  Dht any(RandomGenerator random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** A node that does not hold what is kept under a key. */
  Dht asker(Key key, RandomGenerator random) {
    while (true) {
      var node = any(random);
      long closer =
          nodes.stream()
              .filter(other -> key.compareDistance(other.id().point(), node.id().point()) < 0)
              .count();
      if (closer >= HOLDERS) {
        return node;
      }
    }
  }

  /** Stops so many, all at once. */
  void stop(int count) throws InterruptedException {
    Set<Dht> stopped = new HashSet<>(nodes.subList(1, 1 + count));
    nodes.removeAll(stopped);
    var threads = stopped.stream().map(node -> Thread.ofVirtual().start(node::close)).toList();
    for (var thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    nodes.forEach(Dht::close);
  }
}
