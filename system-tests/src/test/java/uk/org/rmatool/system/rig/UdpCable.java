package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between others and one server's UDP port: datagrams to the same port of another
 * loopback address reach it, and answers come back, until it is cut.
 */
public final class UdpCable implements AutoCloseable {
  private static final int LONGEST = 65_535;

  private final InetSocketAddress target;
  private final DatagramSocket front;
  private final Map<SocketAddress, DatagramSocket> clients = new ConcurrentHashMap<>();
  private volatile boolean cut;

  /**
   * @param address a loopback address other than the server's, such as 127.0.0.2
   */
  public UdpCable(String address, int port) throws IOException {
    target = new InetSocketAddress("127.0.0.1", port);
    front = new DatagramSocket(port, InetAddress.getByName(address));
    Thread.ofVirtual().start(() -> pass(front, this::toServer));
  }

  /** From now on nothing passes, or everything. */
  public void cut(boolean now) {
    cut = now;
  }

  private interface Passing {
    void pass(DatagramPacket packet) throws IOException;
  }

  private void pass(DatagramSocket from, Passing passing) {
    var buffer = new byte[LONGEST];
    try {
      while (true) {
        var packet = new DatagramPacket(buffer, buffer.length);
        from.receive(packet);
        if (!cut) {
          passing.pass(packet);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void toServer(DatagramPacket packet) throws IOException {
    var client = packet.getSocketAddress();
    var socket = clients.get(client);
    if (socket == null) {
      var added = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      clients.put(client, added);
      Thread.ofVirtual().start(() -> pass(added, answer -> front.send(to(client, answer))));
      socket = added;
    }
    socket.send(to(target, packet));
  }

  private static DatagramPacket to(SocketAddress address, DatagramPacket packet) {
    var content = Arrays.copyOf(packet.getData(), packet.getLength());
    return new DatagramPacket(content, content.length, address);
  }

  @Override
  public void close() {
    front.close();
    clients.values().forEach(DatagramSocket::close);
  }
}
