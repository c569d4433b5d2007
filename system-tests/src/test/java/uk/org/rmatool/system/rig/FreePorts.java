package uk.org.rmatool.system.rig;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hands out ports that nobody listens at, none of them twice. */
public final class FreePorts {
  /** Below the ports that outgoing connections get, with the largest offset added. */
  private static final int FIRST_OFFSET = 10_000;

  private static final int LAST_OFFSET = 20_000;
  private static final int STEP = 20;
  private static final List<Integer> PLATFORM = List.of(8000, 8080, 9080, 9443, 9990, 9991, 9992);

  private static final List<Integer> UDP = List.of(8468, 8469);

  /** UDP ports with a minus. */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /** An offset for {@code ./rma up} whose ports are all free. */
  public static synchronized int offset() {
    for (int offset = FIRST_OFFSET; offset < LAST_OFFSET; offset += STEP) {
      int candidate = offset;
      var ports = PLATFORM.stream().map(port -> port + candidate).toList();
      if (ports.stream().allMatch(FreePorts::free)
          && UDP.stream().allMatch(port -> freeUdp(port + candidate))) {
        GIVEN.addAll(ports);
        return offset;
      }
    }
    throw new AssertionError("no offset has all ports free");
  }

  /** A UDP port for one DHT node. */
  public static synchronized int udp() {
    for (int port = 32_700; port < 32_760; port++) {
      if (!GIVEN.contains(-port) && freeUdp(port)) {
        GIVEN.add(-port);
        return port;
      }
    }
    throw new AssertionError("no UDP port is free");
  }

  private static boolean freeUdp(int port) {
    try (var socket = new DatagramSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** A port for one server. */
  public static synchronized int port() {
    for (int port = 31_900; port < 32_700; port++) {
      if (free(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new AssertionError("no port is free");
  }

  private static boolean free(int port) {
    if (GIVEN.contains(port)) {
      return false;
    }
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
