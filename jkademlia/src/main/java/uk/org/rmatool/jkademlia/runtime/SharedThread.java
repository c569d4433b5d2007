package uk.org.rmatool.jkademlia.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import uk.org.rmatool.jkademlia.id.NodeId;
import uk.org.rmatool.jkademlia.node.PingPolicy;
import uk.org.rmatool.jkademlia.node.Settings;
import uk.org.rmatool.jkademlia.storage.ValuePolicy;
import uk.org.rmatool.jkademlia.udp.UdpArrivals;
import uk.org.rmatool.jkademlia.udp.UdpTransport;

/**
 * One thread for several nodes of this process, each with a socket of its own: a thread for each
 * would have a machine change threads with every datagram.
 */
public final class SharedThread implements AutoCloseable {
  private final SecureRandom random = new SecureRandom();
  private final UdpArrivals arrivals;
  private final EventLoop loop;

  private SharedThread(UdpArrivals arrivals, String name) {
    this.arrivals = arrivals;
    this.loop = new EventLoop(name, arrivals, InstantSource.system());
  }

  /** Starts one without nodes. */
  public static SharedThread start(String name) throws IOException {
    var thread = new SharedThread(UdpArrivals.open(), name);
    thread.loop.start();
    return thread;
  }

  /**
   * Starts a node on it.
   *
   * @param policy may be other nodes' of this thread as well
   * @param address port 0 for any that is free
   * @throws IOException if the address is taken or not ours
   */
  public Dht node(NodeId self, Settings settings, ValuePolicy policy, InetSocketAddress address)
      throws IOException {
    var transport = UdpTransport.bind(address, arrivals);
    var node = ByWallClock.node(self, settings, policy, PingPolicy.USUAL, random, loop.clock());
    return Dht.on(loop, node, transport);
  }

  /** Ends it and all its nodes. */
  @Override
  public void close() {
    loop.close();
  }
}
