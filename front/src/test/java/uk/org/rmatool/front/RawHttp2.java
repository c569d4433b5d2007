package uk.org.rmatool.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;

/** A client that sends whatever heads it is told to, as no library would (RFC 9113, RFC 7541). */
final class RawHttp2 implements AutoCloseable {
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int MAX_FRAME = 16_384;

  private final Socket socket;
  private final DataInputStream in;

  RawHttp2(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /** Sends a request of names and values in turn; gives its status, or how it was refused. */
  String request(List<String> head) throws IOException {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < head.size(); i += 2) {
      block.write(0); // literal, not indexed, new name
      string(head.get(i), block);
      string(head.get(i + 1), block);
    }
    sendHead(block.toByteArray());
    return answer();
  }

  private void sendHead(byte[] block) throws IOException {
    for (int at = 0; at == 0 || at < block.length; at += MAX_FRAME) {
      var end = Math.min(block.length, at + MAX_FRAME);
      frame(
          at == 0 ? HEADERS : CONTINUATION,
          (at == 0 ? END_STREAM : 0) | (end == block.length ? END_HEADERS : 0),
          1,
          Arrays.copyOfRange(block, at, end));
    }
  }

  /**
   * Begins a head and never ends it.
   *
   * @return whether the server had enough before so many frames
   */
  boolean isStoppedWithin(int frames) throws IOException {
    try {
      frame(HEADERS, END_STREAM, 1, new byte[0]);
      for (int i = 0; i < frames && in.available() < MAX_FRAME; i++) {
        frame(CONTINUATION, 0, 1, new byte[] {0, 1, 'x', 1, 'y'});
      }
    } catch (IOException e) {
      return true;
    }
    socket.setSoTimeout(2000);
    try {
      return !answer().equals("200");
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String answer() throws IOException {
    while (true) {
      var length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      var type = in.readUnsignedByte();
      in.readUnsignedByte();
      in.readInt();
      var payload = in.readNBytes(length);
      switch (type) {
        case HEADERS -> {
          return status(payload);
        }
        case RESET -> {
          return "reset";
        }
        case GO_AWAY -> {
          return "connection ended";
        }
        default -> {}
      }
    }
  }

  /** Those of the static table; others are written out. */
  private static String status(byte[] block) {
    int at = 0;
    while ((block[at] & 0xe0) == 0x20) { // the size of the table
      if ((block[at++] & 0x1f) == 0x1f) {
        while ((block[at++] & 0x80) != 0) {}
      }
    }
    return switch (block[at] & 0xff) {
      case 0x88 -> "200";
      case 0x8c -> "400";
      default -> "another";
    };
  }

  private static void string(String text, ByteArrayOutputStream to) {
    if (text.length() < 0x7f) {
      to.write(text.length());
    } else {
      to.write(0x7f);
      int left = text.length() - 0x7f;
      for (; left >= 0x80; left >>= 7) {
        to.write(left | 0x80);
      }
      to.write(left);
    }
    to.writeBytes(text.getBytes(ISO_8859_1));
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
