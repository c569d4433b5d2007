package uk.org.rmatool.dataplane.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that does with its connections what a test wants. */
public final class TestNode implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final Thread acceptor;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /** What it does with each connection that it gets. */
  public interface Conversation {
    void hold(BufferedReader in, OutputStream out, Socket socket) throws Exception;
  }

  public TestNode(Conversation conversation) throws IOException {
    acceptor = Thread.ofVirtual().start(() -> accept(conversation));
  }

  /** One that gives every call the same answer. */
  public static TestNode answering(String answer) throws IOException {
    return new TestNode(
        (in, out, socket) -> {
          while (head(in)) {
            say(out, answer);
          }
        });
  }

  private void accept(Conversation conversation) {
    try {
      while (true) {
        var socket = listener.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> hold(conversation, socket));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private static void hold(Conversation conversation, Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      conversation.hold(in, socket.getOutputStream(), socket);
    } catch (Exception e) {
      // the other side sees that the connection ends
    }
  }

  /** Reads a head; false at the end. */
  public static boolean head(BufferedReader in) throws IOException {
    var line = in.readLine();
    if (line == null) {
      return false;
    }
    while (!line.isEmpty()) {
      line = in.readLine();
    }
    return true;
  }

  public static void say(OutputStream out, String text) throws IOException {
    out.write(text.replace("\n", "\r\n").getBytes(US_ASCII));
    out.flush();
  }

  /** Answers calls without bodies. */
  public static void answerEach(BufferedReader in, OutputStream out, Socket socket)
      throws IOException {
    while (head(in)) {
      say(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  public List<Socket> connections() {
    return connections;
  }

  /** Afterwards connections are refused. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join(); // until then the kernel takes connections
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var connection : connections) {
      connection.close();
    }
  }
}
