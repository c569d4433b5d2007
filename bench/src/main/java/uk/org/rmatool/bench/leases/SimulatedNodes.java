package uk.org.rmatool.bench.leases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.records.RecordPolicy;
import uk.org.rmatool.jkademlia.records.Verifier;
import uk.org.rmatool.jkademlia.runtime.Dht;
import uk.org.rmatool.jkademlia.runtime.SharedThread;

/**
 * The DHT nodes of simulated workers: on one thread, and what one of them found out of a signature
 * the others know as well, since it is not them who are measured. Counts what workers do with the
 * coordinator's node.
 */
final class SimulatedNodes implements AutoCloseable {
  private static final int REMEMBERED = 200_000;

  final LongAdder joined = new LongAdder();
  final LongAdder pings = new LongAdder();
  final LongAdder answered = new LongAdder();
  final LongAdder presences = new LongAdder();
  final LongAdder presenceBytes = new LongAdder();

  private final SharedThread thread = SharedThread.start("simulated-workers");
  private final Verifier verifier = new Verifier(Integer.MAX_VALUE, REMEMBERED);

  SimulatedNodes() throws IOException {}

  Dht add() throws IOException {
    return thread.node(
        Dht.newId(),
        Settings.DEFAULT,
        new RecordPolicy(verifier),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Override
  public void close() {
    thread.close();
  }
}
