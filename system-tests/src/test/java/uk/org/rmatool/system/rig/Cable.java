package uk.org.rmatool.system.rig;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between somebody and one server: TCP connections to an address of its own reach the
 * server. Once cut, it does what a split network does: nothing arrives, nothing is refused, and
 * nobody is told. What was under way arrives after it is healed, if anybody still waits.
 */
public final class Cable implements AutoCloseable {
  /** Small, for the kernel to drop attempts to connect while nobody accepts. */
  private static final int BACKLOG = 1;

  private static final int MOST_FILLERS = 10;
  private static final Duration FILLED = Duration.ofMillis(300);

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Socket> fillers = new ArrayList<>();
  private boolean cut;
  private boolean closed;

  /**
   * @param address a loopback address other than the server's, such as 127.0.0.2; the port is the
   *     server's, for the server to see the {@code Host} that it expects
   */
  public Cable(String address, int port) throws IOException {
    this(address, port, port);
  }

  /** From one port to another, for a server that expects the first in {@code Host}. */
  public Cable(String address, int port, int serverPort) throws IOException {
    target = new InetSocketAddress("127.0.0.1", serverPort);
    server = new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
    Thread.ofVirtual().start(this::accept);
  }

  public String host() {
    return requireNonNull(server.getInetAddress().getHostAddress());
  }

  public URI url() {
    return URI.create("http://" + host() + ":" + server.getLocalPort());
  }

  /** From now on nothing passes. */
  public void cut() throws IOException {
    synchronized (this) {
      cut = true;
    }
    var dropped = 0;
    for (int i = 0; i < MOST_FILLERS; i++) {
      var filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(server.getLocalSocketAddress(), (int) FILLED.toMillis());
        dropped = 0;
      } catch (SocketTimeoutException e) {
        if (++dropped == 2) {
          return;
        }
      }
    }
    throw new AssertionError("connections are still taken at " + url());
  }

  /** From now on everything passes again. */
  public void heal() throws IOException {
    for (var filler : fillers) {
      filler.close();
    }
    fillers.clear();
    synchronized (this) {
      cut = false;
      notifyAll();
    }
  }

  private synchronized void awaitWhole() throws IOException {
    try {
      while (cut && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        awaitWhole();
        var client = server.accept();
        Thread.ofVirtual().start(() -> pass(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket client) {
    var upstream = new Socket();
    sockets.add(client);
    sockets.add(upstream);
    try (client;
        upstream) {
      awaitWhole();
      upstream.connect(target);
      var back = Thread.ofVirtual().start(() -> copy(upstream, client));
      copy(client, upstream);
      back.join();
    } catch (IOException e) {
      // the server is gone: the client's connection is closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
      sockets.remove(upstream);
    }
  }

  private void copy(Socket from, Socket to) {
    var buffer = new byte[8192];
    try {
      for (int n = from.getInputStream().read(buffer); ; n = from.getInputStream().read(buffer)) {
        awaitWhole();
        if (n < 0) {
          to.shutdownOutput();
          return;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone already
    }
  }

  @Override
  public void close() throws IOException {
    heal();
    synchronized (this) {
      closed = true;
    }
    server.close();
    sockets.forEach(Cable::close);
  }
}
