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
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.SharedThread;

/**
 * Nodes on ports of this machine that know each other, each with a socket, and with what it knows
 * of records and their signatures to itself; a few threads share them.
 */
final class Network implements AutoCloseable {
  /** A value is at the closest twenty, and where look-ups left a copy. */
  private static final int HOLDERS = 30;

  /** As coordinators have it. */
  private static final int CHECKS_PER_SECOND = 2_000;

  private static final int CHECKS_REMEMBERED = 20_000;

  private final List<SharedThread> threads = new ArrayList<>();
  private final List<Dht> nodes = new ArrayList<>();

  Network(int size, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      threads.add(SharedThread.start("dht-" + i));
    }
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    for (int i = 0; i < size; i++) {
      var policy = new RecordPolicy(new Verifier(CHECKS_PER_SECOND, CHECKS_REMEMBERED));
      var thread = threads.get(i % count);
      nodes.add(thread.node(Dht.newId(), Settings.DEFAULT, policy, address));
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

  /** How many requests they have sent to each other; those of stopped nodes do not count. */
  long requests() {
    return nodes.stream().mapToLong(node -> node.statistics().join().requests()).sum();
  }

  /** Stops so many, all at once. */
  void stop(int count) throws InterruptedException {
    Set<Dht> stopped = new HashSet<>(nodes.subList(1, 1 + count));
    nodes.removeAll(stopped);
    var ends = stopped.stream().map(node -> Thread.ofVirtual().start(node::close)).toList();
    for (var end : ends) {
      end.join();
    }
  }

  @Override
  public void close() {
    threads.forEach(SharedThread::close);
  }
}
