package uk.org.rmatool.front;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP/1.1 server behind the front that does with each request what a test wants. */
final class TestContainer implements AutoCloseable {
  private final ServerSocket server;
  private final java.util.Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Behaviour behaviour = call -> call.answer("HTTP/1.1 200 OK", "ok");

  interface Behaviour {
    void serve(Call call) throws Exception;
  }

  TestContainer() throws IOException {
    server = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  TestContainer serving(Behaviour next) {
    behaviour = next;
    return this;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  int requests() {
    return requests.get();
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (var call = Call.read(socket, in); call != null; call = Call.read(socket, in)) {
        requests.incrementAndGet();
        behaviour.serve(call);
      }
    } catch (Exception e) {
      // the test sees what became of it
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : open) {
      socket.close();
    }
  }

  /** A request whose head has been read. */
  record Call(Socket socket, InputStream in, String first, Map<String, List<String>> headers) {
    static Call read(Socket socket, InputStream in) throws IOException {
      var first = line(in);
      return first == null ? null : new Call(socket, in, first, fields(in));
    }

    private static Map<String, List<String>> fields(InputStream in) throws IOException {
      Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
        var colon = line.indexOf(':');
        fields
            .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
      return fields;
    }

    private static String line(InputStream in) throws IOException {
      var line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return null;
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }

    InetSocketAddress from() {
      return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** The next chunk of a chunked body; empty for the last, null when the connection ended. */
    String chunk() throws IOException {
      var size = line(in);
      if (size == null) {
        return null;
      }
      var length = Integer.parseInt(size, 16);
      if (length == 0) {
        return "";
      }
      var chunk = in.readNBytes(length);
      return chunk.length < length || line(in) == null
          ? null
          : new String(chunk, StandardCharsets.ISO_8859_1);
    }

    /** What follows the last chunk. */
    Map<String, List<String>> trailers() throws IOException {
      return fields(in);
    }

    Call write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Call writeChunk(String text) throws IOException {
      return write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    void answer(String status, String body) throws IOException {
      write(status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }
}
