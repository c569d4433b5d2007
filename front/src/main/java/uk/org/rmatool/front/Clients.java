package uk.org.rmatool.front;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Who is behind each connection from the front to the container. The connections come from loopback
 * addresses that nothing else uses, so a request from one of those of which nothing is known here
 * is not taken for a local one: its client has left already, or it comes from somebody else.
 */
@Component
class Clients {
  /** 127.82.77.x: every address of 127.0.0.0/8 is the machine's own (RFC 6890). */
  private static final byte[] OWN = {127, 82, 77};

  private static final String OWN_PREFIX = "127.82.77.";
  private static final int ADDRESSES = 250;

  private final Map<InetSocketAddress, Client> clients = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Gives a connection to the container its own end. Many addresses, because each has few ports,
   * and a connection that has ended holds its port for a minute.
   */
  void bind(SocketChannel connection) throws IOException {
    var last = (byte) (1 + Math.floorMod(next.getAndIncrement(), ADDRESSES));
    var own = InetAddress.getByAddress(new byte[] {OWN[0], OWN[1], OWN[2], last});
    connection.bind(new InetSocketAddress(own, 0));
  }

  /** From now on, requests from that end are a client's. */
  void put(InetSocketAddress from, Client client) {
    clients.put(from, client);
  }

  /** They are no longer. */
  void remove(InetSocketAddress from, Client client) {
    clients.remove(from, client);
  }

  /** Whether an address is of a connection from the front. */
  static boolean isOwn(String address) {
    return address.startsWith(OWN_PREFIX);
  }

  Optional<Client> find(String address, int port) {
    return Optional.ofNullable(clients.get(new InetSocketAddress(address, port)));
  }

  int size() {
    return clients.size();
  }
}
