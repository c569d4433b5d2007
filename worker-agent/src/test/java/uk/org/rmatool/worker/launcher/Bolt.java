package uk.org.rmatool.worker.launcher;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As much of a Neo4j client as a test needs (Bolt protocol 5.4, PackStream 1). */
final class Bolt implements AutoCloseable {
  private static final int HELLO = 0x01;
  private static final int LOGON = 0x6A;
  private static final int RUN = 0x10;
  private static final int PULL = 0x3F;
  private static final int RECORD = 0x71;
  private static final int SUCCESS = 0x70;
  private static final byte[] HANDSHAKE = {
    0x60, 0x60, (byte) 0xB0, 0x17, 0, 0, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /**
   * Logs in as <code>neo4j</code>.
   *
   * @throws IOException with the server's words, when it does not let us in
   */
  Bolt(int port, String password) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    out.write(HANDSHAKE);
    var version = in.readInt();
    if (version != 0x0405) {
      throw new IOException("it speaks version %x".formatted(version));
    }
    require(ask(HELLO, Map.of("user_agent", "test/1", "bolt_agent", Map.of("product", "test/1"))));
    require(ask(LOGON, Map.of("scheme", "basic", "principal", "neo4j", "credentials", password)));
  }

  /** Runs a statement; gives its records as they came, one text each. */
  List<String> run(String cypher) throws IOException {
    require(ask(RUN, cypher, Map.of(), Map.of()));
    var records = new ArrayList<String>();
    var answer = ask(PULL, Map.of("n", -1));
    while (tag(answer) == RECORD) {
      records.add(text(answer));
      answer = read();
    }
    require(answer);
    return records;
  }

  private static void require(byte[] answer) throws IOException {
    if (tag(answer) != SUCCESS) {
      throw new IOException(text(answer));
    }
  }

  private static int tag(byte[] answer) {
    return answer[1];
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8).replaceAll("[^ -~]+", " ").strip();
  }

  private byte[] ask(int message, Object... fields) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(0xB0 | fields.length);
    bytes.write(message);
    for (var field : fields) {
      pack(field, bytes);
    }
    out.writeShort(bytes.size());
    bytes.writeTo(out);
    out.writeShort(0);
    return read();
  }

  private byte[] read() throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      var length = in.readUnsignedShort();
      if (length > 0) {
        message.write(in.readNBytes(length));
      } else if (message.size() > 0) { // an empty chunk alone keeps the connection alive
        return message.toByteArray();
      }
    }
  }

  private static void pack(Object value, ByteArrayOutputStream to) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        to.write(0xA0 | map.size());
        for (var entry : map.entrySet()) {
          pack(entry.getKey(), to);
          pack(entry.getValue(), to);
        }
      }
      case Integer small -> to.write(small);
      default -> {
        var text = value.toString().getBytes(StandardCharsets.UTF_8);
        to.write(0xD0);
        to.write(text.length);
        to.write(text);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
