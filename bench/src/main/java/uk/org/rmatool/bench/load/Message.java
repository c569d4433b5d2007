package uk.org.rmatool.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 messages of one connection as they come in, one after the other (RFC 9112,
 * sections 6 and 7.1): the first line, and where the body ends. Bodies are not kept.
 */
public final class Message {
  /** Gets the parts of bodies as they come in, without their chunks' frames. */
  @FunctionalInterface
  public interface Body {
    /** Takes what remains in the buffer; to be read now. */
    void part(ByteBuffer part);
  }

  private enum Part {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private final boolean request;
  private final Body body;
  private final byte[] head = new byte[8192];
  private int headLength;
  private boolean headIsOver;
  private Part part = Part.HEAD;
  private long left;
  private int lineLength;

  private Message(boolean request, Body body) {
    this.request = request;
    this.body = body;
  }

  /** Requests, whose bodies are skipped. */
  public static Message request() {
    return new Message(true, part -> {});
  }

  /** Answers, whose bodies are skipped. */
  public static Message answer() {
    return answer(part -> {});
  }

  /** Answers. */
  public static Message answer(Body body) {
    return new Message(false, body);
  }

  /** Status of an answer whose head has come. */
  public int status() {
    return (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
  }

  /** Path and query of a request whose head has come. */
  public String path() {
    var line = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
    var start = line.indexOf(' ') + 1;
    return line.substring(start, line.indexOf(' ', start));
  }

  /** Takes what came in; true when a message is whole. Throws if it is not one. */
  public boolean read(ByteBuffer in) {
    while (in.hasRemaining()) {
      var whole =
          switch (part) {
            case HEAD -> readHead(in);
            case BODY -> skip(in);
            case CHUNK -> {
              if (skip(in)) {
                part = Part.CHUNK_END;
                left = 2;
              }
              yield false;
            }
            case CHUNK_END -> {
              if (skip(in)) {
                part = Part.CHUNK_SIZE;
                left = 0;
              }
              yield false;
            }
            case CHUNK_SIZE -> {
              readChunkSize(in.get());
              yield false;
            }
            case TRAILER -> readTrailer(in.get());
          };
      if (whole) {
        part = Part.HEAD;
        return true;
      }
    }
    return false;
  }

  private boolean readHead(ByteBuffer in) {
    if (headIsOver) {
      headLength = 0;
      headIsOver = false;
    }
    while (in.hasRemaining()) {
      var next = in.get();
      head[headLength++] = next;
      if (next == '\n' && headLength > 3 && head[headLength - 3] == '\n') {
        headIsOver = true;
        return headIsWhole();
      }
    }
    return false;
  }

  private boolean headIsWhole() {
    var length = find("content-length:");
    if (length >= 0) {
      left = number(length);
      part = Part.BODY;
      return left == 0;
    }
    if (find("transfer-encoding:") >= 0) {
      part = Part.CHUNK_SIZE;
      left = 0;
      return false;
    }
    if (request || status() == 204 || status() == 304) {
      return true;
    }
    throw new IllegalStateException(
        "a message without a length: "
            + new String(head, 0, headLength, StandardCharsets.ISO_8859_1));
  }

  /** Where the value of this header starts, -1 if it is not there. */
  private int find(String name) {
    for (int at = 12; at < headLength - name.length(); at++) {
      if (head[at] == '\n' && matches(at + 1, name)) {
        return at + 1 + name.length();
      }
    }
    return -1;
  }

  private boolean matches(int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      var letter = head[at + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private long number(int at) {
    long value = 0;
    for (int i = at; head[i] != '\r'; i++) {
      if (head[i] >= '0' && head[i] <= '9') {
        value = value * 10 + head[i] - '0';
      }
    }
    return value;
  }

  private boolean skip(ByteBuffer in) {
    var now = (int) Math.min(left, in.remaining());
    if (part != Part.CHUNK_END) {
      body.part(in.slice(in.position(), now));
    }
    in.position(in.position() + now);
    left -= now;
    return left == 0;
  }

  private void readChunkSize(byte next) {
    if (next == '\n') {
      part = left == 0 ? Part.TRAILER : Part.CHUNK;
      lineLength = 0;
    } else if (next != '\r') {
      left = left * 16 + Character.digit(next, 16);
    }
  }

  private boolean readTrailer(byte next) {
    if (next != '\n') {
      lineLength += next == '\r' ? 0 : 1;
      return false;
    }
    var last = lineLength == 0;
    lineLength = 0;
    return last;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, %d bytes to come", part, left);
  }
}
