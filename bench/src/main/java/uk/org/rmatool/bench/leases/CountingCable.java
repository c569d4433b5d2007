package uk.org.rmatool.bench.leases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Passes HTTP on to a server's port from the same port of another address, and counts it. */
final class CountingCable implements AutoCloseable {
  static final String HOST = "127.0.0.2";

  private static final byte[] ADDRESS = {127, 0, 0, 2};

  /** Begins each call of a worker, and nothing else that is sent here. */
  private static final byte[] CALL = "POST /api/worker/".getBytes(StandardCharsets.US_ASCII);

  private static final int BACKLOG = 2_000;

  private final InetSocketAddress target;
  private final ServerSocket front;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final LongAdder calls = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  CountingCable(int port) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    front = new ServerSocket(port, BACKLOG, InetAddress.getByAddress(ADDRESS));
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://" + HOST + ":" + target.getPort());
  }

  /** Registrations and heartbeats of workers. */
  long requests() {
    return calls.sum();
  }

  /** In both directions, without the headers of TCP and IP. */
  long bytes() {
    return bytes.sum();
  }

  private void accept() {
    try {
      while (true) {
        var client = front.accept();
        Thread.ofVirtual().start(() -> pass(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket client) {
    var server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try (client;
        server) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target);
      var back = Thread.ofVirtual().start(() -> copy(server, client, false));
      copy(client, server, true);
      back.join();
    } catch (IOException e) {
      // the other side sees that it ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
      sockets.remove(server);
    }
  }

  private void copy(Socket from, Socket to, boolean counted) {
    var buffer = new byte[8192];
    int matched = 0;
    try {
      for (int n = from.getInputStream().read(buffer); ; n = from.getInputStream().read(buffer)) {
        if (n < 0) {
          to.shutdownOutput();
          return;
        }
        bytes.add(n);
        for (int i = 0; counted && i < n; i++) {
          matched = buffer[i] == CALL[matched] ? matched + 1 : buffer[i] == CALL[0] ? 1 : 0;
          if (matched == CALL.length) {
            calls.increment();
            matched = 0;
          }
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
      // it is closed already
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    sockets.forEach(CountingCable::close);
  }
}
