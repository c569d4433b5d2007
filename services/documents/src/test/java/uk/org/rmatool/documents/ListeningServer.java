package uk.org.rmatool.documents;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens on a free local port, answers everything with a little HTTP, and counts who comes. */
public final class ListeningServer implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();

  public ListeningServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int connections() {
    return connections.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (var connection = socket.accept()) {
        connections.incrementAndGet();
        connection.getOutputStream().write("HTTP/1.0 404 None\r\n\r\n".getBytes(US_ASCII));
      } catch (IOException e) {
        continue; // closed, or a client that does not wait for an answer
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
