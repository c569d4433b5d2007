package uk.org.rmatool.documents.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import uk.org.rmatool.documents.protocol.ParserMessage.Parsed;
import uk.org.rmatool.documents.protocol.ParserMessage.Ready;
import uk.org.rmatool.documents.protocol.ParserMessage.Refused;
import uk.org.rmatool.documents.protocol.ParserMessage.TextChunk;

/** Turns requests and messages into frames and back; strict, and limited on both sides. */
public final class Frames {
  /** Longest payload of a frame, in bytes. */
  public static final int MAX_PAYLOAD = 4 * 1024 * 1024;

  /** How many names of metadata a document may have, and how many values a name. */
  public static final int MAX_METADATA = 1_000;

  /** Of how many pages it is said where they begin. */
  public static final int MAX_PAGES = 100_000;

  private static final byte REQUEST = 'D';
  private static final byte READY = 'R';
  private static final byte TEXT = 'T';
  private static final byte PARSED = 'P';
  private static final byte REFUSED = 'E';

  private Frames() {}

  public static void write(OutputStream to, ParseRequest request) throws IOException {
    frame(
        to,
        REQUEST,
        out -> {
          text(out, request.document().toString());
          text(out, request.fileName());
          text(out, request.contentType());
          out.writeInt(request.maxText());
          out.writeLong(request.timeout().toMillis());
          out.writeInt(request.options().firstPage());
          out.writeInt(request.options().lastPage());
          text(out, request.options().ocr().name());
          out.writeInt(request.options().maxOcr());
        });
  }

  public static void write(OutputStream to, ParserMessage message) throws IOException {
    switch (message) {
      case Ready ready -> frame(to, READY, out -> out.writeBoolean(ready.ocr()));
      case TextChunk chunk -> frame(to, TEXT, out -> text(out, chunk.text()));
      case Parsed parsed -> frame(to, PARSED, out -> parsed(out, parsed));
      case Refused refused ->
          frame(
              to,
              REFUSED,
              out -> {
                text(out, refused.contentType());
                text(out, refused.detail());
              });
    }
  }

  /** The next request, or nothing when the service has gone away between two of them. */
  public static Optional<ParseRequest> readRequest(InputStream from) throws IOException {
    int kind = from.read();
    if (kind < 0) {
      return Optional.empty();
    }
    if (kind != REQUEST) {
      throw new ProtocolException("A request has no kind %d.".formatted(kind));
    }
    var in = payload(from);
    var request =
        new ParseRequest(
            path(text(in)),
            text(in),
            text(in),
            in.readInt(),
            Duration.ofMillis(in.readLong()),
            options(in));
    end(in);
    return Optional.of(request);
  }

  /** The parser's next message; {@link java.io.EOFException} when it has ended. */
  public static ParserMessage readMessage(InputStream from) throws IOException {
    byte kind = new DataInputStream(from).readByte();
    var in = payload(from);
    var message =
        switch (kind) {
          case READY -> new Ready(in.readBoolean());
          case TEXT -> new TextChunk(text(in));
          case PARSED -> parsed(in);
          case REFUSED -> new Refused(text(in), text(in));
          default -> throw new ProtocolException("A message has no kind %d.".formatted(kind));
        };
    end(in);
    return message;
  }

  private static void parsed(DataOutputStream out, Parsed parsed) throws IOException {
    text(out, parsed.contentType());
    out.writeInt(parsed.metadata().size());
    for (var entry : parsed.metadata().entrySet()) {
      text(out, entry.getKey());
      out.writeInt(entry.getValue().size());
      for (var value : entry.getValue()) {
        text(out, value);
      }
    }
    out.writeBoolean(parsed.truncated());
    out.writeBoolean(parsed.ocr());
    out.writeInt(parsed.pages().orElse(-1));
    out.writeInt(parsed.pageStarts().size());
    for (int start : parsed.pageStarts()) {
      out.writeInt(start);
    }
  }

  private static Parsed parsed(DataInputStream in) throws IOException {
    var contentType = text(in);
    Map<String, List<String>> metadata = new LinkedHashMap<>();
    for (int names = count(in, MAX_METADATA); names > 0; names--) {
      var name = text(in);
      var values = new ArrayList<String>();
      for (int n = count(in, MAX_METADATA); n > 0; n--) {
        values.add(text(in));
      }
      metadata.put(name, values);
    }
    boolean truncated = in.readBoolean();
    boolean ocr = in.readBoolean();
    int pages = in.readInt();
    List<Integer> pageStarts = new ArrayList<>();
    for (int n = count(in, MAX_PAGES); n > 0; n--) {
      pageStarts.add(in.readInt());
    }
    return new Parsed(
        contentType,
        metadata,
        truncated,
        ocr,
        pages < 0 ? OptionalInt.empty() : OptionalInt.of(pages),
        pageStarts);
  }

  private static ReadOptions options(DataInputStream in) throws IOException {
    int first = in.readInt();
    int last = in.readInt();
    var ocr = text(in);
    try {
      return new ReadOptions(first, last, ReadOptions.Ocr.valueOf(ocr), in.readInt());
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("A request has no such way to look at images.");
    }
  }

  private static int count(DataInputStream in, int max) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > max) {
      throw new ProtocolException("%d is too long a list.".formatted(count));
    }
    return count;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new ProtocolException("A text of %d bytes does not fit.".formatted(length));
    }
    return new String(in.readNBytes(length), UTF_8);
  }

  private static Path path(String text) throws ProtocolException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ProtocolException("The document's path is none.");
    }
  }

  private static void frame(OutputStream to, byte kind, Payload payload) throws IOException {
    var bytes = new ByteArrayOutputStream();
    payload.writeTo(new DataOutputStream(bytes));
    if (bytes.size() > MAX_PAYLOAD) {
      throw new ProtocolException("A payload of %d bytes is too long.".formatted(bytes.size()));
    }
    var out = new DataOutputStream(to);
    out.writeByte(kind);
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    out.flush();
  }

  private static DataInputStream payload(InputStream from) throws IOException {
    var in = new DataInputStream(from);
    int length = in.readInt();
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new ProtocolException("A payload of %d bytes is not allowed.".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static void end(DataInputStream in) throws IOException {
    if (in.available() > 0) {
      throw new ProtocolException("%d bytes are left over.".formatted(in.available()));
    }
  }

  private interface Payload {
    void writeTo(DataOutputStream out) throws IOException;
  }
}
