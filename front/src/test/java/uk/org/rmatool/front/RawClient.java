package uk.org.rmatool.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP/1.1 byte by byte. */
final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    in = socket.getInputStream();
  }

  /**
   * An answer.
   *
   * @param trailers what followed its body
   */
  record Answer(
      int status,
      Map<String, List<String>> headers,
      String body,
      Map<String, List<String>> trailers) {
    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  /** A request without a body. */
  RawClient get(String path, String... headers) throws IOException {
    return request("GET", path, "", headers);
  }

  RawClient post(String path, String body, String... headers) throws IOException {
    var all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: " + body.length());
    return request("POST", path, body, all.toArray(String[]::new));
  }

  RawClient request(String method, String path, String body, String... headers) throws IOException {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: platform\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    return send(text.append("\r\n").append(body).toString());
  }

  Answer answer() throws IOException {
    return answer(false);
  }

  /** One that has the head alone, whatever that says. */
  Answer head() throws IOException {
    return answer(true);
  }

  private Answer answer(boolean headOnly) throws IOException {
    var status = Integer.parseInt(line().substring("HTTP/1.1 ".length()).substring(0, 3));
    var headers = fields();
    Map<String, List<String>> trailers = Map.of();
    var body = new ByteArrayOutputStream();
    if (headOnly || status == 204 || status == 304) {
      // nothing follows
    } else if (headers.containsKey("Transfer-Encoding")) {
      for (var piece = chunk(); !piece.isEmpty(); piece = chunk()) {
        body.writeBytes(piece.getBytes(ISO_8859_1));
      }
      trailers = fields();
    } else if (headers.containsKey("Content-Length")) {
      var length = Integer.parseInt(headers.get("Content-Length").getFirst());
      body.writeBytes(in.readNBytes(length));
      if (body.size() < length) {
        throw new EOFException("the body has " + body.size() + " of " + length + " bytes");
      }
    } else {
      in.transferTo(body);
    }
    return new Answer(status, headers, body.toString(ISO_8859_1), trailers);
  }

  /** The next chunk of a body; empty at its end. */
  String chunk() throws IOException {
    var length = Integer.parseInt(line(), 16);
    if (length == 0) {
      return "";
    }
    var bytes = in.readNBytes(length);
    if (bytes.length < length || !line().isEmpty()) {
      throw new EOFException("the chunk is not whole");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** What follows the last chunk. */
  Map<String, List<String>> fieldsAfterChunks() throws IOException {
    return fields();
  }

  private Map<String, List<String>> fields() throws IOException {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      fields
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return fields;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  InputStream in() {
    return in;
  }

  Socket socket() {
    return socket;
  }

  /** Whether the other side has ended the connection. */
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
