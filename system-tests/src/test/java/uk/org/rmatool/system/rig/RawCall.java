package uk.org.rmatool.system.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 call byte by byte, for what a well-behaved client refuses to send. */
public final class RawCall implements Closeable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Socket socket;
  private final InputStream in;
  private Map<String, List<String>> trailers = Map.of();

  public RawCall(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends these lines with CRLF after each, and an empty line after all. */
  public RawCall head(String... lines) throws IOException {
    return send(String.join("\r\n", lines) + "\r\n\r\n");
  }

  public RawCall send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawCall send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** One chunk of a chunked body; an empty one ends it. */
  public RawCall chunk(String text) throws IOException {
    return send(
        Integer.toHexString(text.length()) + "\r\n" + text + (text.isEmpty() ? "\r\n" : "\r\n"));
  }

  /** Reads the whole answer: by its length, its chunks, or to the end. */
  public Answer answer() throws IOException {
    var head = readHead();
    var body = new ByteArrayOutputStream();
    if (head.header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      for (var chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
        body.writeBytes(chunk);
      }
    } else if (head.header("Content-Length").isPresent()) {
      body.writeBytes(in.readNBytes(Integer.parseInt(head.header("Content-Length").orElseThrow())));
    } else if (head.status() != 204 && head.status() != 304) {
      body.writeBytes(in.readAllBytes());
    }
    return new Answer(head.status(), head.headers(), body.toByteArray());
  }

  /** Reads status and headers. */
  public Answer readHead() throws IOException {
    var status = readLine();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no HTTP answer but: '" + status + "'");
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), readFields(), new byte[0]);
  }

  private Map<String, List<String>> readFields() throws IOException {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (var line = readLine(); !line.isEmpty(); line = readLine()) {
      var colon = line.indexOf(':');
      fields
          .computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return fields;
  }

  /** What followed the last chunk. */
  public Map<String, List<String>> trailers() {
    return trailers;
  }

  /** Reads one chunk of a chunked answer; an empty one is the last. */
  public byte[] readChunk() throws IOException {
    var size = Integer.parseInt(readLine().replaceFirst(";.*", "").strip(), 16);
    if (size == 0) {
      trailers = readFields();
      return new byte[0];
    }
    var chunk = in.readNBytes(size);
    var unused = readLine();
    return chunk;
  }

  /** Reads so many bytes of whatever comes. */
  public String read(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** Reads whatever comes until the other side ends the connection, in whichever way. */
  public String untilItEnds() throws IOException {
    var all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // reset, because it had not read all that was sent
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended within a line: " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
